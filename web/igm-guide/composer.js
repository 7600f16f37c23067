/**
 * The field to type in. Enter sends, Shift and Enter make a new line.
 */

import { el, icon } from "./dom.js";

/** The form at the bottom of the panel. */
export class Composer {
  /**
   * @param {import("./words.js").Say} say
   * @param {(text: string) => void} send
   */
  constructor(say, send) {
    this.field = /** @type {HTMLTextAreaElement} */ (
      el("textarea", { id: "ask", rows: "1", placeholder: say("ask.placeholder"), autocomplete: "off", enterkeyhint: "send" })
    );
    const button = el("button", { type: "submit", class: "send", "aria-label": say("ask.send"), title: say("ask.send") }, icon("send"));
    this.element = el(
      "form",
      { class: "ask", novalidate: true },
      el("label", { for: "ask", class: "hidden" }, say("ask.label")),
      this.field,
      button,
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.field.value.trim();
      if (!text) return this.field.focus();
      this.text = "";
      send(text);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      /** @type {HTMLFormElement} */ (this.element).requestSubmit();
    });
    this.field.addEventListener("input", () => this.#fit());
  }

  /** What stands in the field. */
  get text() {
    return this.field.value;
  }

  set text(text) {
    this.field.value = text;
    this.#fit();
  }

  /** Makes the field as high as its text, up to what the style allows. */
  #fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }
}
