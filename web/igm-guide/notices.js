/**
 * What stands between the conversation and the field to type in: out of reach, expired, erased, and the question
 * before anything is erased.
 *
 * @typedef {import("./view.js").Context} Context
 */

import { button, el } from "./dom.js";

/** The place for one notice at a time. */
export class Notices {
  /**
   * @param {Context} context
   * @param {() => void} restart starts a new conversation
   */
  constructor(context, restart) {
    this.context = context;
    this.restart = restart;
    this.element = el("div", { class: "notices" });
    this.shown = "";
    this.asking = false;
  }

  /** Shows what the conversation's state calls for. */
  update() {
    const { conversation } = this.context;
    const name = conversation.state === "unreachable" ? `unreachable ${conversation.problem}` : conversation.state;
    const goesOn = ["ready", "starting", "erasing"].includes(name);
    if (name === this.shown || (goesOn && this.asking)) return;
    this.shown = name;
    this.asking = false;
    this.element.replaceChildren();
    if (conversation.state === "unreachable") this.#unreachable(conversation.problem);
    if (conversation.state === "expired") this.#show("expired", "expired.again", this.restart);
    if (conversation.state === "erased") this.#show("erased", "erased.again", this.restart);
  }

  /**
   * Asks once whether to erase; the focus goes to the question and back to `opener`.
   *
   * @param {HTMLElement} opener
   */
  askToErase(opener) {
    const { say, conversation, announce } = this.context;
    const back = () => {
      this.asking = false;
      this.shown = "";
      this.update();
      opener.focus();
    };
    const erase = async () => {
      if (await conversation.erase()) {
        announce(say("erased"));
        return this.element.querySelector("button")?.focus();
      }
      status.textContent = say("erase.failed");
      announce(say("erase.failed"));
    };
    const status = el("p", {});
    const keep = button(say("erase.no"), back, { class: "choice" });
    const question = el(
      "div",
      { class: "notice", role: "alertdialog", "aria-labelledby": "erase-title", "aria-describedby": "erase-text" },
      el("p", { id: "erase-title" }, el("strong", {}, say("erase.title"))),
      el("p", { id: "erase-text" }, say("erase.text")),
      status,
      el("div", { class: "row" }, button(say("erase.yes"), erase, { class: "choice danger" }), keep),
    );
    question.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      event.preventDefault();
      back();
    });
    this.shown = "erase";
    this.asking = true;
    this.element.replaceChildren(question);
    keep.focus();
  }

  /** @param {number} status HTTP status, or 0 */
  #unreachable(status) {
    const { has, conversation } = this.context;
    const own = `unreachable.${status}`;
    this.#show(has(own) ? own : "unreachable", "unreachable.again", () => conversation.start());
  }

  /**
   * @param {string} text key of the words
   * @param {string} label key of the button's words
   * @param {() => void} act
   */
  #show(text, label, act) {
    const { say, announce } = this.context;
    this.element.append(
      el("div", { class: "notice" }, el("p", {}, say(text)), button(say(label), act, { class: "choice main" })),
    );
    announce(say(text));
  }
}
