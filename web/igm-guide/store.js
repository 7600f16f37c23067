/**
 * Keeps the conversation for the tab: in sessionStorage only, never in localStorage or a cookie.
 *
 * @typedef {import("./api.js").Reply} Reply
 * @typedef {{type: "user", id: string, text: string, choice?: string, results?: boolean,
 *   state: "sending" | "retrying" | "failed" | "refused" | "sent", problem?: number}} Said
 * @typedef {{type: "turn", id: string, replies: Reply[], rated?: "up" | "down"}} Turn
 * @typedef {Said | Turn} Entry
 * @typedef {{token: string, tab: string, session: string, until: number, life: number, shown: boolean, clinic: import("./api.js").Clinic,
 *   entries: Entry[]}} Kept
 */

const MOST_ENTRIES = 200;
const WAIT_FOR_LOCK_MS = 800;

/** The conversations that this tab has claimed. @type {Set<string>} */
const mine = new Set();

/** Returns a random id of 128 bits; randomUUID would be missing on a page without https. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One conversation's place in sessionStorage. */
export class Store {
  /**
   * @param {string} server
   * @param {string} clinic
   */
  constructor(server, clinic) {
    this.key = `igm-guide:${server}:${clinic}`;
  }

  /**
   * Returns what was kept, unless it is over its time (then it is wiped: the server has forgotten it too).
   *
   * @returns {Kept | null}
   */
  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
      if (kept && kept.until > Date.now()) return kept;
    } catch {
      // Storage is off, or not ours: start afresh.
    }
    this.wipe();
    return null;
  }

  /** @param {Kept} kept */
  write(kept) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ ...kept, entries: kept.entries.slice(-MOST_ENTRIES) }));
    } catch {
      // Storage is off or full: the conversation goes on, but a reload will not find it.
      this.wipe();
    }
  }

  /** Removes everything. */
  wipe() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Nothing was kept then.
    }
  }
}

/**
 * Claims a conversation for this tab. A duplicated tab gets a copy of sessionStorage: it must not go on with
 * the same conversation. Returns false when another tab holds it.
 *
 * @param {string} tab random name of the tab's conversation
 * @returns {Promise<boolean>}
 */
export function claim(tab) {
  if (!navigator.locks || mine.has(tab)) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks
      .request(`igm-guide:${tab}`, { signal: AbortSignal.timeout(WAIT_FOR_LOCK_MS) }, () => {
        mine.add(tab);
        resolve(true);
        return new Promise(() => {}); // held until the page goes
      })
      .catch((error) => resolve(error.name !== "TimeoutError" && error.name !== "AbortError"));
  });
}
