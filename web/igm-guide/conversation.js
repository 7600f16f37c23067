/**
 * The conversation: what was said and the state of things. Knows nothing of the page.
 *
 * @typedef {import("./store.js").Entry} Entry
 * @typedef {import("./store.js").Said} Said
 * @typedef {import("./store.js").Turn} Turn
 * @typedef {"idle" | "starting" | "ready" | "unreachable" | "expired" | "erasing" | "erased"} State
 */

import { Problem } from "./api.js";
import { openNew, resume } from "./opening.js";
import { Outbox, pause } from "./outbox.js";

const LIFE_S = 1800;
const START_DELAYS_MS = [1000, 3000];

/** Fires `change` whenever anything changed, `replies` (detail: a Turn) when an answer came. */
export class Conversation extends EventTarget {
  /**
   * @param {import("./api.js").Api} api
   * @param {import("./store.js").Store} store
   * @param {{clinic: string | null, session: string, token: string | null, portalToken: string | null}} access
   */
  constructor(api, store, access) {
    super();
    this.api = api;
    this.store = store;
    this.access = access;
    /** @type {State} */
    this.state = "idle";
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {import("./api.js").Clinic | null} */
    this.clinic = null;
    /** @type {Said | null} the message that waits for its answer */
    this.waiting = null;
    /** Text that could not be sent and goes back to the person. */
    this.draft = "";
    /** HTTP status of what kept the conversation from starting. */
    this.problem = 0;
    this.shown = false;
    this.restored = false;
    /** After so many silent seconds the server forgets the conversation, and so do we. */
    this.life = LIFE_S;
    this.until = 0;
    this.tab = crypto.randomUUID();
    this.outbox = new Outbox(api, {
      sending: (said) => this.#sending(said),
      answered: (said, answer) => this.#answered(said, answer),
      failed: () => this.#sending(null),
      gone: (said) => this.#expire(said),
    });
  }

  /** Starts or resumes; does nothing when that has happened. @returns {Promise<void>} */
  async start() {
    if (this.state !== "idle" && this.state !== "unreachable") return;
    const tab = this.tab;
    this.#become("starting");
    for (let tries = 0; ; tries++) {
      try {
        if (!(await resume(this))) await openNew(this);
        this.#become("ready");
        return this.outbox.open();
      } catch (error) {
        const problem = error instanceof Problem ? error : new Problem(0);
        this.problem = problem.status;
        if (problem.status === 401 && this.api.token) return this.#expire();
        if (!problem.passing || tries >= START_DELAYS_MS.length) break;
        await pause(Math.max(START_DELAYS_MS[tries], problem.wait * 1000));
        if (tab !== this.tab && !this.api.token) return;
      }
    }
    this.#become("unreachable");
  }

  /**
   * Sends a text, or the choice of a button.
   *
   * @param {string} text what the person typed, or the button's title
   * @param {string} [choice] the button's payload
   */
  say(text, choice) {
    this.#add({ type: "user", id: crypto.randomUUID(), text, choice, state: "sending" });
  }

  /**
   * Hands laboratory results over.
   *
   * @param {object} fhir FHIR R4 resource
   * @returns {Promise<boolean>} whether they were accepted
   */
  handOver(fhir) {
    /** @type {Said} */
    const said = { type: "user", id: crypto.randomUUID(), text: "", results: true, state: "sending" };
    this.outbox.handed.set(said.id, fhir);
    this.#add(said);
    return new Promise((resolve) => {
      const look = () => {
        if (this.entries.includes(said) && !["sent", "refused", "failed"].includes(said.state)) return;
        this.removeEventListener("change", look);
        resolve(said.state === "sent");
      };
      this.addEventListener("change", look);
    });
  }

  /** Sends a message again that failed. @param {Said} said */
  again(said) {
    said.state = "sending";
    this.changed();
    this.outbox.add(said);
  }

  /**
   * Rates an answer; returns whether that arrived.
   *
   * @param {Turn} turn
   * @param {"up" | "down"} rating
   * @param {string | null} reason
   */
  async rate(turn, rating, reason) {
    try {
      await this.api.feedback({ message_id: turn.id, rating, reason });
    } catch {
      return false;
    }
    turn.rated = rating;
    this.keep();
    return true;
  }

  /** Erases the conversation on the server and here; returns false when the server could not be reached. */
  async erase() {
    const before = this.state;
    this.#become("erasing");
    try {
      if (this.api.token) await this.api.erase();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) {
        this.#become(before);
        return false;
      }
    }
    this.#clear();
    this.#become("erased");
    return true;
  }

  /** Starts a new conversation; the old one is erased, too. @returns {Promise<void>} */
  async restart() {
    if (this.api.token) this.api.erase().catch(() => {});
    this.#clear();
    this.state = "idle";
    await this.start();
  }

  /** Goes on with the conversation that a token stands for. @param {string} token */
  async adopt(token) {
    this.#clear();
    this.access.token = token;
    this.state = "idle";
    if (this.shown) await this.start();
    else this.changed();
  }

  /** Counts the conversation's time from now. @param {number} [seconds] how long the server keeps it */
  lives(seconds = this.life) {
    this.life = seconds;
    this.until = Date.now() + seconds * 1000;
  }

  /** Writes the conversation to the tab's storage. */
  keep() {
    const { tab, shown, clinic, entries, until, life } = this;
    if (!this.api.token || !clinic) return;
    this.store.write({ token: this.api.token, tab, session: this.access.session, until, life, shown, clinic, entries });
  }

  /** @param {Said} said */
  #add(said) {
    this.entries.push(said);
    this.keep();
    this.changed();
    this.outbox.add(said);
  }

  /** @param {Said | null} said */
  #sending(said) {
    this.waiting = said;
    this.keep();
    this.changed();
  }

  /**
   * @param {Said} said
   * @param {any} answer
   */
  #answered(said, answer) {
    this.waiting = null;
    this.lives();
    this.received(said.id, answer.replies);
  }

  /**
   * Takes up the replies to a message, once.
   *
   * @param {string} id the message's
   * @param {import("./api.js").Reply[]} replies
   */
  received(id, replies) {
    if (!replies.length || this.entries.some((entry) => entry.type === "turn" && entry.id === id)) return;
    /** @type {Turn} */
    const turn = { type: "turn", id, replies };
    const place = this.entries.findIndex((entry) => entry.type === "user" && entry.id === id);
    this.entries.splice(place < 0 ? this.entries.length : place + 1, 0, turn);
    this.keep();
    this.changed();
    this.dispatchEvent(new CustomEvent("replies", { detail: turn }));
  }

  /** @param {Said} [said] the message that found the conversation gone */
  #expire(said) {
    const { entries } = this;
    const unsent = [...(said ? [said] : []), ...this.#clear()];
    this.draft = unsent.filter((one) => !one.choice && !one.results).map((one) => one.text).join("\n");
    this.entries = entries.filter((entry) => !unsent.includes(/** @type {Said} */ (entry)));
    this.#become("expired");
  }

  /** Forgets everything; returns what was not sent. */
  #clear() {
    this.store.wipe();
    this.api.token = null;
    this.access.token = null;
    Object.assign(this, { entries: [], waiting: null, restored: true, tab: crypto.randomUUID() });
    return this.outbox.clear();
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    if (state === "ready") this.keep();
    this.changed();
  }

  /** Says that something changed. */
  changed() {
    this.dispatchEvent(new Event("change"));
  }
}
