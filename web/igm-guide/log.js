/**
 * Shows what was said: keeps one element an entry and changes only what changed, so that focus and unfolded parts stay.
 *
 * @typedef {import("./store.js").Entry} Entry
 * @typedef {import("./view.js").Context} Context
 */

import { button, el } from "./dom.js";
import { feedback } from "./feedback.js";
import { isFirst, replyElement } from "./reply.js";

const RATED = new Set(["answer", "personal_advice", "lab_report", "not_covered", "other_condition", "out_of_scope", "clarify"]);

/** The list of what was said. */
export class Log {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    /** @type {Map<string, HTMLElement>} */
    this.shown = new Map();
    this.list = el("ol", { class: "talk" });
    this.typing = typing(context.say);
  }

  /** Shows the entries as they are now. */
  update() {
    const { conversation } = this.context;
    const keys = new Set();
    this.typing.remove();
    /** @type {HTMLElement | null} */
    let before = null;
    for (const entry of conversation.entries) {
      const key = `${entry.type}-${entry.id}`;
      keys.add(key);
      const element = this.shown.get(key) ?? this.#make(key, entry);
      if (entry.type === "user") this.#updateState(element, entry);
      const next = /** @type {Node | null} */ (before ? before.nextSibling : this.list.firstChild);
      if (next !== element) this.list.insertBefore(element, next);
      before = element;
    }
    for (const [key, element] of this.shown) {
      if (keys.has(key)) continue;
      element.remove();
      this.shown.delete(key);
    }
    this.#mark(conversation);
  }

  /** Returns the element of a turn. @param {import("./store.js").Turn} turn */
  of(turn) {
    return this.shown.get(`turn-${turn.id}`);
  }

  /** @param {import("./conversation.js").Conversation} conversation */
  #mark({ waiting, state }) {
    const turns = [...this.list.querySelectorAll(".turn")];
    for (const turn of turns) turn.classList.toggle("latest", turn === turns.at(-1));
    const under = waiting && waiting.state === "sending" && this.shown.get(`user-${waiting.id}`);
    if (under) under.after(this.typing);
    else if (state === "starting" && !turns.length) this.list.append(this.typing);
  }

  /**
   * @param {string} key
   * @param {Entry} entry
   */
  #make(key, entry) {
    const element = entry.type === "user" ? this.#said(entry) : this.#turn(entry);
    this.shown.set(key, element);
    return element;
  }

  /** @param {import("./store.js").Said} said */
  #said(said) {
    const { say } = this.context;
    const text = said.results ? say("results.sent") : said.text;
    return el(
      "li",
      { class: "said" },
      el("p", { class: "bubble" }, el("span", { class: "hidden" }, `${say("said.you")} `), text),
      el("div", { class: "delivery" }),
    );
  }

  /**
   * @param {HTMLElement} element
   * @param {import("./store.js").Said} said
   */
  #updateState(element, said) {
    if (element.dataset.state === said.state) return;
    element.dataset.state = said.state;
    const { say, has, conversation, announce } = this.context;
    const place = /** @type {HTMLElement} */ (element.querySelector(".delivery"));
    place.replaceChildren();
    if (said.state === "sent" || said.state === "sending") return;
    const own = said.results ? `problem.results.${said.problem}` : `problem.${said.problem}`;
    const key = said.state === "refused" ? (has(own) ? own : "problem.other") : `delivery.${said.state}`;
    place.append(el("p", { class: "small" }, say(key)));
    announce(say(key));
    if (said.state === "failed") place.append(button(say("delivery.again"), () => conversation.again(said), { class: "choice" }));
  }

  /** @param {import("./store.js").Turn} turn */
  #turn(turn) {
    const { say } = this.context;
    const replies = [...turn.replies.filter(isFirst), ...turn.replies.filter((reply) => !isFirst(reply))];
    const rated = replies.some((reply) => RATED.has(reply.custom.kind));
    return el(
      "li",
      { class: "turn" },
      el("span", { class: "hidden" }, say("said.assistant")),
      ...replies.map((reply) => replyElement(reply, this.context)),
      rated && el("div", { class: "tools" }, this.#follow(replies), feedback(turn, this.context)),
    );
  }

  /** Buttons that ask for the same in other words. @param {import("./api.js").Reply[]} replies */
  #follow(replies) {
    const { say, conversation } = this.context;
    if (!replies.some((reply) => reply.custom.kind === "answer")) return null;
    /** @param {string} which */
    const ask = (which) => button(say(`${which}.title`), () => conversation.say(say(`${which}.text`)), { class: "link" });
    return el("div", { class: "follow" }, ask("simpler"), ask("more"));
  }
}

/** @param {import("./words.js").Say} say */
function typing(say) {
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  return el("li", { class: "typing" }, dots, el("span", { class: "small" }, say("typing")));
}
