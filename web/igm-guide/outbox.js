/**
 * Sends messages one after the other, each until it is answered, refused or given up.
 *
 * The same id goes with every try, so that the server answers a message once however often it arrives.
 *
 * @typedef {import("./store.js").Said} Said
 * @typedef {{sending: (said: Said) => void, answered: (said: Said, answer: any) => void,
 *   failed: (said: Said) => void, gone: (said: Said) => void}} Listener
 */

import { Problem } from "./api.js";

const DELAYS_MS = [1000, 2000, 4000, 8000];

/** The messages that wait to be sent. */
export class Outbox {
  /**
   * @param {import("./api.js").Api} api
   * @param {Listener} listener
   */
  constructor(api, listener) {
    this.api = api;
    this.listener = listener;
    /** @type {Said[]} */
    this.queue = [];
    /** Laboratory results on their way, by message id: in memory only. @type {Map<string, object>} */
    this.handed = new Map();
    this.ready = false;
    /** @type {object | null} stands for the run that sends; a new one makes an older one stop */
    this.run = null;
  }

  /** @param {Said} said */
  add(said) {
    this.queue.push(said);
    this.#go();
  }

  /** Starts sending. */
  open() {
    this.ready = true;
    this.#go();
  }

  /** Stops, forgets what waits and returns it. @returns {Said[]} */
  clear() {
    const left = this.queue;
    this.queue = [];
    this.handed.clear();
    this.ready = false;
    this.run = null;
    return left;
  }

  async #go() {
    if (this.run || !this.ready) return;
    const run = (this.run = {});
    for (let said; this.run === run && (said = this.queue.shift()); ) await this.#deliver(said, run);
    if (this.run === run) this.run = null;
  }

  /**
   * @param {Said} said
   * @param {object} run
   */
  async #deliver(said, run) {
    for (let tries = 0; ; tries++) {
      this.listener.sending(said);
      try {
        const answer = await this.#send(said);
        if (this.run !== run) return;
        said.state = "sent";
        this.handed.delete(said.id);
        return this.listener.answered(said, answer);
      } catch (error) {
        if (this.run !== run) return;
        const problem = error instanceof Problem ? error : new Problem(0);
        if (problem.status === 401) return this.listener.gone(said);
        said.problem = problem.status;
        said.state = !problem.passing ? "refused" : tries < DELAYS_MS.length ? "retrying" : "failed";
        if (said.state !== "retrying") return this.listener.failed(said);
        this.listener.sending(said);
        await pause(Math.max(DELAYS_MS[tries], problem.wait * 1000));
        if (this.run !== run) return;
      }
    }
  }

  /** @param {Said} said @returns {Promise<any>} */
  #send(said) {
    const message_id = said.id;
    if (said.results) return this.api.results({ message_id, fhir: this.handed.get(said.id) ?? {} });
    return this.api.message(said.choice ? { message_id, choice: said.choice } : { message_id, text: said.text });
  }
}

/** Waits, at most until the connection is back. @param {number} ms @returns {Promise<void>} */
export function pause(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });
}
