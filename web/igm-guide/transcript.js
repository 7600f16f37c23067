/**
 * What was said, kept in the tab's storage.
 *
 * @typedef {import("./store.js").Entry} Entry
 * @typedef {import("./store.js").Turn} Turn
 */

import { newId } from "./store.js";

const LIFE_S = 1800;

/** Fires `change` whenever anything changed, `replies` (detail: a Turn) when an answer came. */
export class Transcript extends EventTarget {
  /**
   * @param {import("./api.js").Api} api
   * @param {import("./store.js").Store} store
   * @param {string} session whose conversation it is, as the page around says
   */
  constructor(api, store, session) {
    super();
    this.api = api;
    this.store = store;
    this.session = session;
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {import("./api.js").Clinic | null} */
    this.clinic = null;
    /** Whether the panel is open. */
    this.shown = false;
    /** After so many silent seconds the server forgets the conversation, and so do we. */
    this.life = LIFE_S;
    this.until = 0;
    /** Random name of the conversation in this tab. */
    this.tab = newId();
  }

  /** Counts the conversation's time from now. @param {number} [seconds] how long the server keeps it */
  lives(seconds = this.life) {
    this.life = seconds;
    this.until = Date.now() + seconds * 1000;
  }

  /** Writes the conversation to the tab's storage. */
  keep() {
    const { tab, shown, clinic, entries, until, life, session } = this;
    if (!this.api.token || !clinic) return;
    this.store.write({ token: this.api.token, tab, session, until, life, shown, clinic, entries });
  }

  /**
   * Takes up the replies to a message, once.
   *
   * @param {string} id the message's
   * @param {import("./api.js").Reply[]} replies
   * @param {number} [at] where they go; without it after the message, or to the end
   */
  received(id, replies, at) {
    if (!replies.length || this.entries.some((entry) => entry.type === "turn" && entry.id === id)) return;
    /** @type {Turn} */
    const turn = { type: "turn", id, replies };
    const place = this.entries.findIndex((entry) => entry.type === "user" && entry.id === id);
    this.entries.splice(at ?? (place < 0 ? this.entries.length : place + 1), 0, turn);
    this.keep();
    this.changed();
    this.dispatchEvent(new CustomEvent("replies", { detail: turn }));
  }

  /**
   * Waits until a message is answered or given up.
   *
   * @param {import("./store.js").Said} said
   * @returns {Promise<boolean>} whether it was answered
   */
  settled(said) {
    return new Promise((resolve) => {
      const look = () => {
        if (this.entries.includes(said) && !["sent", "refused", "failed"].includes(said.state)) return;
        this.removeEventListener("change", look);
        resolve(said.state === "sent");
      };
      this.addEventListener("change", look);
      look();
    });
  }

  /** Says that something changed. */
  changed() {
    this.dispatchEvent(new Event("change"));
  }
}
