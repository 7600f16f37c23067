/**
 * The conversation: starts, sends, hands over, erases, and says in which state things are. Knows nothing of the page.
 *
 * @typedef {import("./store.js").Said} Said
 * @typedef {"idle" | "starting" | "ready" | "unreachable" | "expired" | "erasing" | "erased"} State
 */

import { Problem } from "./api.js";
import { openNew, resume } from "./opening.js";
import { Outbox, pause } from "./outbox.js";
import { newId } from "./store.js";
import { Transcript } from "./transcript.js";

const START_DELAYS_MS = [1000, 3000];

/** A conversation with the server. */
export class Conversation extends Transcript {
  /**
   * @param {import("./api.js").Api} api
   * @param {import("./store.js").Store} store
   * @param {{clinic: string | null, session: string, token: string | null, portalToken: string | null}} access
   */
  constructor(api, store, access) {
    super(api, store, access.session);
    this.access = access;
    /** @type {State} */
    this.state = "idle";
    /** @type {Said | null} the message that waits for its answer */
    this.waiting = null;
    /** Text that could not be sent and goes back to the person. */
    this.draft = "";
    /** HTTP status of what kept the conversation from starting. */
    this.problem = 0;
    this.restored = false;
    /** Counts conversations: what an earlier one still waited for no longer matters. */
    this.epoch = 0;
    this.outbox = new Outbox(api, {
      sending: (said) => this.#sending(said),
      answered: (said, answer) => {
        this.waiting = null;
        this.lives();
        this.received(said.id, answer.replies);
      },
      failed: () => this.#sending(null),
      gone: (said) => this.#expire(said),
    });
  }

  /** Starts or resumes; does nothing when that has happened. @returns {Promise<void>} */
  async start() {
    if (this.state !== "idle" && this.state !== "unreachable") return;
    const epoch = this.epoch;
    this.#become("starting");
    for (let tries = 0; ; tries++) {
      try {
        if (!(await resume(this))) await openNew(this);
        if (epoch !== this.epoch) return;
        this.#become("ready");
        return this.outbox.open();
      } catch (error) {
        if (epoch !== this.epoch) return;
        const problem = error instanceof Problem ? error : new Problem(0);
        this.problem = problem.status;
        if (problem.status === 401 && this.api.token) return this.#expire();
        if (!problem.passing || tries >= START_DELAYS_MS.length) break;
        await pause(Math.max(START_DELAYS_MS[tries], problem.wait * 1000));
        if (epoch !== this.epoch) return;
      }
    }
    this.#become("unreachable");
  }

  /**
   * Sends a text, or the choice of a button; in a new conversation where the last one is over.
   *
   * @param {string} text what the person typed, or the button's title
   * @param {string} [choice] the button's payload
   */
  async say(text, choice) {
    const offered = !(await this.#begun()) && choice;
    this.#add({ type: "user", id: newId(), text, ...(offered && { choice }), state: "sending" });
  }

  /**
   * Hands laboratory results over.
   *
   * @param {object} fhir FHIR R4 resource
   * @returns {Promise<boolean>} whether they were accepted
   */
  async handOver(fhir) {
    await this.#begun();
    /** @type {Said} */
    const said = { type: "user", id: newId(), text: "", results: true, state: "sending" };
    this.outbox.handed.set(said.id, fhir);
    this.#add(said);
    return this.settled(said);
  }

  /** Sends a message again that failed. @param {Said} said */
  again(said) {
    said.state = "sending";
    this.changed();
    this.outbox.add(said);
  }

  /** Erases the conversation on the server and here; returns false when the server could not be reached. */
  async erase() {
    const before = this.state;
    this.#become("erasing");
    this.api.token ??= this.store.read()?.token ?? null;
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
    if (this.api.token === token) return;
    if (this.store.read()?.token !== token) this.#clear();
    this.access.token = token;
    this.state = "idle";
    if (this.shown) await this.start();
    else this.changed();
  }

  /** Begins anew where the conversation is over; returns whether it was. */
  async #begun() {
    const over = this.state === "expired" || this.state === "erased";
    if (over) await this.restart();
    else this.start();
    return over;
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
    this.epoch += 1;
    this.store.wipe();
    this.api.token = null;
    this.access.token = null;
    Object.assign(this, { entries: [], waiting: null, restored: true, tab: newId() });
    return this.outbox.clear();
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.keep();
    this.changed();
  }
}
