/**
 * Tells screen readers what is new: one polite place, and one that interrupts, for urgent replies.
 */

import { el } from "./dom.js";
import { isFirst, markOf } from "./reply.js";

/** The two live regions. They must stand in the page before anything is said. */
export class Announcer {
  constructor() {
    this.polite = el("div", { class: "hidden", "aria-live": "polite", "data-live": "polite" });
    this.assertive = el("div", { class: "hidden", "aria-live": "assertive", "data-live": "assertive" });
  }

  /** @param {string} text */
  say(text) {
    speak(this.polite, text);
  }

  /**
   * Announces the replies of a turn: urgent ones at once, the others when the reader pauses.
   *
   * @param {import("./api.js").Reply[]} replies
   * @param {import("./words.js").Say} say
   */
  replies(replies, say) {
    /** @param {import("./api.js").Reply} reply */
    const words = (reply) => {
      const mark = markOf(reply);
      return [mark && say(mark), reply.custom.page ? say("page.ready") : reply.text].filter(Boolean).join(": ");
    };
    const urgent = replies.filter(isFirst);
    const others = replies.filter((reply) => !isFirst(reply));
    if (urgent.length) speak(this.assertive, urgent.map(words).join("\n"));
    if (others.length) speak(this.polite, others.map(words).join("\n"));
  }
}

/**
 * A new element each time: the same words twice are then two announcements.
 *
 * @param {HTMLElement} region
 * @param {string} text
 */
function speak(region, text) {
  region.replaceChildren(el("p", {}, text));
}
