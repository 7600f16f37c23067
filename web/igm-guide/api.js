/**
 * Speaks to the server: one method a request, and one kind of error. Nothing private ever stands in an address.
 *
 * @typedef {{title: string, payload: string}} Choice
 * @typedef {{id?: string, label: string, section?: string | null, pmid?: string | null, url?: string | null}} Source
 * @typedef {{kind: string, topic: string | null, sources: Source[], reviewed_on: string | null,
 *   reviewed_by: string | null, level: string | null, drawing: {svg: string, text: string, alt?: string} | null, report?: {urgency?: string} | null,
 *   page?: string}} Custom
 * @typedef {{text: string, buttons: Choice[], custom: Custom}} Reply
 * @typedef {{id?: string, name: string, contact?: string, emergency_number?: string, theme?: Record<string, string>,
 *   privacy?: string | null}} Clinic
 */

const TIMEOUT_MS = 30_000;
const MAY_PASS = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

/** A request that was not answered as hoped. `status` is 0 when there was no answer at all. */
export class Problem extends Error {
  /**
   * @param {number} status HTTP status, or 0
   * @param {number} [wait] seconds that the server asks to wait
   */
  constructor(status, wait = 0) {
    super(`the server answered ${status}`);
    this.status = status;
    this.wait = wait;
  }

  /** Tells whether the same request may succeed later. */
  get passing() {
    return MAY_PASS.has(this.status);
  }
}

/** The HTTP API under /api/v1. */
export class Api {
  /** @param {string} server origin (and path) of the server, without a slash at the end */
  constructor(server) {
    this.base = `${server}/api/v1`;
    /** @type {string | null} */
    this.token = null;
  }

  /**
   * Opens a conversation.
   *
   * @param {{clinic?: string, portal_token?: string}} body
   */
  open(body) {
    return this.#call("POST", "conversations", body, null);
  }

  /** Says what the server knows of the conversation. */
  current() {
    return this.#call("GET", "conversations/current");
  }

  /** Erases a conversation on the server. @param {string | null} [token] this one, unless another is named */
  erase(token = this.token) {
    return this.#call("DELETE", "conversations/current", undefined, token);
  }

  /** @param {{message_id: string, text?: string, choice?: string}} body */
  message(body) {
    return this.#call("POST", "messages", body);
  }

  /** @param {{message_id: string, fhir: object}} body */
  results(body) {
    return this.#call("POST", "results", body);
  }

  /** @param {{message_id: string, rating: "up" | "down", reason: string | null}} body */
  feedback(body) {
    return this.#call("POST", "feedback", body);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {string | null} [token]
   * @returns {Promise<any>} the answer; null when it is empty
   */
  async #call(method, path, body, token = this.token) {
    /** @type {Record<string, string>} */
    const headers = body ? { "Content-Type": "application/json" } : {};
    if (token) headers.Authorization = `Bearer ${token}`;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(`${this.base}/${path}`, {
        method,
        headers,
        body: body && JSON.stringify(body),
        signal: stop.signal,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
      if (!response.ok) throw new Problem(response.status, Number(response.headers.get("Retry-After")) || 0);
      return response.status === 204 ? null : await response.json();
    } catch (error) {
      throw error instanceof Problem ? error : new Problem(0);
    } finally {
      clearTimeout(timer);
    }
  }
}
