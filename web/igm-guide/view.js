/**
 * The launcher and the panel: puts the parts together and looks after focus.
 *
 * @typedef {{say: import("./words.js").Say, lang: string, has: (key: string) => boolean, glossary: import("./glossary.js").Glossary,
 *   conversation: import("./conversation.js").Conversation, announce: (text: string) => void,
 *   showPage: (html: string) => void}} Context
 */

import { Announcer } from "./announce.js";
import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { Header } from "./header.js";
import { Log } from "./log.js";
import { Notices } from "./notices.js";
import { showPage } from "./page.js";

const PHONE = matchMedia("(max-width: 480px), (max-height: 420px)");

const GAP = 12;

/** What people see and use. Fires `opened` and `closed`. */
export class View extends EventTarget {
  /**
   * @param {import("./conversation.js").Conversation} conversation
   * @param {import("./words.js").Words} words
   * @param {{inline: boolean, label: string | null, glossary: import("./glossary.js").Glossary, pageCss: string}} options
   */
  constructor(conversation, words, { inline, label, glossary, pageCss }) {
    super();
    const { say, has } = words;
    this.conversation = conversation;
    this.inline = inline;
    /** The newest message of the person, and its state, that was brought into view. */
    this.lastSaid = "";
    this.announcer = new Announcer();
    const announce = (/** @type {string} */ text) => this.announcer.say(text);
    const show = (/** @type {string} */ html) => showPage(this.inner, html, say, pageCss);
    /** @type {Context} */
    const context = { say, lang: words.lang, has, glossary, conversation, announce, showPage: show };
    this.say = say;
    this.log = new Log(context);
    this.notices = new Notices(context, () => this.#restart());
    this.composer = new Composer(say, (text) => conversation.say(text));
    this.header = new Header(say, {
      close: inline ? null : () => this.close(),
      restart: () => this.#restart(),
      erase: (opener) => this.notices.askToErase(opener),
    });
    this.scroll = el("div", { class: "scroll", role: "log", "aria-live": "off", "aria-label": say("conversation"), tabindex: "0" }, this.log.list);
    const { polite, assertive } = this.announcer;
    this.inner = el("div", { class: "inner" }, this.header.element, this.scroll, this.notices.element, this.composer.element, polite, assertive);
    this.launcher = el("button", { type: "button", class: "launcher", "aria-haspopup": "dialog" }, icon("chat"), el("span", {}, label || say("launcher")));
    this.launcher.addEventListener("click", () => this.open());
    this.panel = el(inline ? "section" : "dialog", { class: "panel", lang: words.lang, "aria-labelledby": "title" }, this.inner);
    this.#listen();
    this.update();
  }

  /** The elements to show. @returns {Node[]} */
  get elements() {
    return this.inline ? [this.panel] : [this.launcher, this.panel];
  }

  get isOpen() {
    return this.inline || /** @type {HTMLDialogElement} */ (this.panel).open;
  }

  /** Opens the panel and starts the conversation. @param {boolean} [focus] whether the focus goes there */
  open(focus = true) {
    if (!this.inline && !this.isOpen) this.#showDialog();
    if (focus) this.#focus();
    this.conversation.shown = true;
    this.conversation.keep();
    this.dispatchEvent(new Event("opened"));
    return this.conversation.start();
  }

  /** Closes the panel; the focus goes back to the button that opens it. */
  close() {
    if (this.inline || !this.isOpen) return;
    /** @type {HTMLDialogElement} */ (this.panel).close();
    this.header.unfold(false);
    this.launcher.hidden = false;
    this.launcher.focus();
    this.conversation.shown = false;
    this.conversation.keep();
    this.dispatchEvent(new Event("closed"));
  }

  /** Shows the conversation as it is now. */
  update() {
    const { conversation } = this;
    this.header.update(conversation.clinic);
    this.log.update();
    this.notices.update();
    this.scroll.setAttribute("aria-busy", String(Boolean(conversation.waiting) || conversation.state === "starting"));
    if (conversation.draft && !this.composer.text) {
      this.composer.text = conversation.draft;
      conversation.draft = "";
    }
    const last = conversation.entries.at(-1);
    const now = last?.type === "user" ? `${last.id} ${last.state}` : "";
    if (now && now !== this.lastSaid) {
      this.lastSaid = now;
      this.#scroller.scrollTo({ top: this.#scroller.scrollHeight });
    }
  }

  #listen() {
    this.conversation.addEventListener("change", () => this.update());
    this.conversation.addEventListener("replies", (event) => {
      const turn = /** @type {CustomEvent} */ (event).detail;
      this.announcer.replies(turn.replies, this.say);
      this.#scrollTo(turn);
    });
    this.panel.addEventListener("cancel", (event) => {
      if (event.target !== this.panel) return;
      event.preventDefault();
      this.close();
    });
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || this.inline) return;
      event.preventDefault();
      this.close();
    });
    PHONE.addEventListener("change", () => {
      if (this.inline || !this.isOpen) return;
      /** @type {HTMLDialogElement} */ (this.panel).close();
      this.#showDialog();
    });
  }

  /** Beside the page on a large screen; over all of it on a phone, where the page behind is then out of reach. */
  #showDialog() {
    const dialog = /** @type {HTMLDialogElement} */ (this.panel);
    if (PHONE.matches) dialog.showModal();
    else dialog.show();
    this.launcher.hidden = true;
  }

  #focus() {
    (PHONE.matches ? this.header.title : this.composer.field).focus({ preventScroll: true });
  }

  /** Brings the beginning of the newest answer into view. @param {import("./store.js").Turn} turn */
  #scrollTo(turn) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const element = this.log.of(turn);
    const before = element?.previousElementSibling;
    const start = before?.classList.contains("said") && before.clientHeight < 120 ? before : element;
    if (!start) return;
    const box = this.#scroller;
    const top = start.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - GAP;
    box.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  }

  /** What scrolls: the conversation or, where there is little room, all of the panel. */
  get #scroller() {
    return getComputedStyle(this.scroll).overflowY === "visible" ? this.inner : this.scroll;
  }

  async #restart() {
    const restarted = this.conversation.restart();
    this.composer.field.focus();
    await restarted;
    this.announcer.say(this.say("restarted"));
  }
}
