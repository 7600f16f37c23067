/**
 * The top of the panel: whose assistant this is, that it is a program and not for emergencies, and the options.
 */

import { button, el, icon } from "./dom.js";
import { webAddress } from "./page.js";

/** Longer lists of numbers, one a country, stand in urgent replies; here the common ones are enough. */
const LONGEST = 40;
const PHONE = /^\+?[\d\s-]{2,15}$/;

/**
 * @typedef {{close: (() => void) | null, restart: () => void, erase: (opener: HTMLElement) => void}} Acts
 */

/** The header. */
export class Header {
  /**
   * @param {import("./words.js").Say} say
   * @param {Acts} acts
   */
  constructor(say, acts) {
    this.say = say;
    /** @type {import("./api.js").Clinic | null} */
    this.clinic = null;
    this.about = el("div", { class: "about" });
    this.title = el("h2", { id: "title", tabindex: "-1" }, say("title"));
    this.subtitle = el("p", { class: "small" }, say("subtitle"));
    this.options = el("button", { type: "button", class: "round", "aria-expanded": "false", "aria-controls": "menu", "aria-label": say("options"), title: say("options") }, icon("more"));
    this.menu = this.#menu(acts);
    this.options.addEventListener("click", () => this.unfold(this.menu.hidden));
    const close =
      acts.close && el("button", { type: "button", class: "round", "aria-label": say("close"), title: say("close"), onclick: acts.close }, icon("close"));
    this.notice = el("p", { class: "program" });
    this.element = el(
      "header",
      { class: "head" },
      el("div", { class: "names" }, this.title, this.subtitle),
      el("div", { class: "buttons" }, this.options, close),
      this.menu,
      this.notice,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.menu.hidden) return;
      event.stopPropagation();
      event.preventDefault();
      this.unfold(false);
      this.options.focus();
    });
    this.update(null);
  }

  /** Shows or hides the options. @param {boolean} open */
  unfold(open) {
    this.menu.hidden = !open;
    this.options.setAttribute("aria-expanded", String(open));
  }

  /** Shows the clinic's name and number. @param {import("./api.js").Clinic | null} clinic */
  update(clinic) {
    if (clinic && clinic === this.clinic) return;
    this.clinic = clinic;
    const { say } = this;
    if (clinic?.name) this.title.textContent = clinic.name;
    this.subtitle.hidden = this.title.textContent === this.subtitle.textContent;
    const own = clinic?.emergency_number ?? "";
    const number = own && own.length <= LONGEST ? own : say("emergency");
    const [before, after] = say("program", { number: "\n" }).split("\n");
    const place = PHONE.test(number) ? el("a", { href: `tel:${number.replace(/[^+\d]/g, "")}` }, number) : number;
    this.notice.replaceChildren(before, place, after ?? "");
    const href = webAddress(clinic?.privacy);
    const privacy = href && el("a", { href, target: "_blank", rel: "noopener noreferrer" }, say("privacy.link"));
    const contact = clinic?.contact && el("p", { class: "small" }, say("contact", { contact: clinic.contact }));
    this.about.replaceChildren(el("p", { class: "small" }, say("privacy"), " ", privacy), contact || "");
  }

  /** @param {Acts} acts */
  #menu(acts) {
    /** @param {() => void} act */
    const folded = (act) => () => {
      this.unfold(false);
      act();
    };
    const restart = folded(() => acts.restart());
    const erase = folded(() => acts.erase(this.options));
    return el(
      "div",
      { id: "menu", class: "menu", hidden: true },
      button(this.say("restart"), restart, { class: "item" }),
      button(this.say("erase"), erase, { class: "item" }),
      this.about,
    );
  }
}
