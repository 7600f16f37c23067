/**
 * The custom element <igm-guide>: questions and answers about IgM deficiency on any page.
 *
 *     <script type="module" src="https://SERVER/widget/igm-guide.js"></script>
 *     <igm-guide clinic="ID"></igm-guide>
 *
 * Attributes, custom properties, methods and events: docs/widget.md.
 */

import { Api } from "./igm-guide/api.js";
import { Conversation } from "./igm-guide/conversation.js";
import { fetchGlossary } from "./igm-guide/glossary.js";
import { ownKept } from "./igm-guide/opening.js";
import { Store } from "./igm-guide/store.js";
import { themeCss } from "./igm-guide/theme.js";
import { View } from "./igm-guide/view.js";
import { fetchWords } from "./igm-guide/words.js";

const HERE = new URL(".", import.meta.url);
const PARTS = new URL("igm-guide", HERE).href;
const WORDS = new URL("words", HERE).href;

/** @param {string} name */
async function fetchCss(name) {
  const response = await fetch(`${PARTS}/${name}.css`, { credentials: "omit" });
  if (!response.ok) throw new Error(`the style ${name} cannot be fetched`);
  return response.text();
}

/** The element. */
export class IgmGuide extends HTMLElement {
  static observedAttributes = ["open", "accent"];

  /** @type {View | null} */
  #view = null;
  /** @type {Conversation | null} */
  #conversation = null;
  /** @type {Promise<void> | null} */
  #made = null;
  #theme = new CSSStyleSheet();

  connectedCallback() {
    this.#made ??= this.#make().catch((error) => {
      console.warn(`igm-guide: ${error.message}`);
      this.#made = null;
    });
  }

  /**
   * @param {string} name
   * @param {string | null} _
   * @param {string | null} value
   */
  attributeChangedCallback(name, _, value) {
    if (name === "accent") this.#paint();
    if (name === "open" && this.#view) {
      if (value === null) this.#view.close();
      else if (!this.#view.isOpen) this.#view.open();
    }
  }

  /** Opens the panel. @returns {Promise<void>} settled when the conversation has started, or cannot */
  async show() {
    await this.#ready();
    await this.#view?.open();
  }

  /** Closes the panel. */
  hide() {
    this.#view?.close();
  }

  /**
   * Hands laboratory results over. The person sees what was received and decides whether it is explained.
   *
   * @param {object} fhir FHIR R4: an Observation, a DiagnosticReport or a Bundle
   * @returns {Promise<boolean>} whether the server could read them
   */
  async receiveResults(fhir) {
    const conversation = await this.#ready();
    this.#view?.open();
    return conversation.handOver(fhir);
  }

  /**
   * Goes on with the conversation that the clinic's server opened.
   *
   * @param {string} token the conversation's token
   */
  async useToken(token) {
    if (!this.#conversation) this.setAttribute("token", token);
    await (await this.#ready()).adopt(token);
  }

  /** Erases the conversation here and on the server, for example when the person logs out. @returns {Promise<boolean>} */
  async erase() {
    return (await this.#ready()).erase();
  }

  /** @returns {Promise<Conversation>} */
  async #ready() {
    this.connectedCallback();
    await this.#made;
    if (!this.#conversation) throw new Error("igm-guide could not be loaded");
    return this.#conversation;
  }

  async #make() {
    const lang = this.getAttribute("lang") || document.documentElement.lang || "en";
    const [words, css, pageCss] = await Promise.all([fetchWords(WORDS, lang), fetchCss("style"), fetchCss("page")]);
    const glossary = await fetchGlossary(WORDS, words.lang);
    const conversation = (this.#conversation = this.#begin());
    const options = { inline: this.hasAttribute("inline"), label: this.getAttribute("label"), glossary, pageCss };
    const view = (this.#view = new View(conversation, words, options));
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const [style, page] = [new CSSStyleSheet(), new CSSStyleSheet()];
    style.replaceSync(css);
    page.replaceSync(pageCss);
    root.adoptedStyleSheets = [this.#theme, style, page];
    this.#paint();
    this.#listen(view, conversation);
    root.replaceChildren(...view.elements);
    this.#tell("ready");
    if (view.inline || this.hasAttribute("open") || ownKept(conversation)?.shown) view.open(false);
  }

  #begin() {
    const server = (this.getAttribute("server") || new URL("..", HERE).href).replace(/\/+$/, "");
    const clinic = this.getAttribute("clinic");
    const take = (/** @type {string} */ name) => {
      const value = this.getAttribute(name);
      this.removeAttribute(name); // it opens a conversation: it need not stand in the page any longer
      return value;
    };
    const access = { clinic, session: this.getAttribute("session") ?? "", token: take("token"), portalToken: take("portal-token") };
    return new Conversation(new Api(server), new Store(server, clinic ?? ""), access);
  }

  /**
   * @param {View} view
   * @param {Conversation} conversation
   */
  #listen(view, conversation) {
    view.addEventListener("opened", () => {
      this.#paint();
      this.toggleAttribute("open", true);
      this.#tell("open");
    });
    view.addEventListener("closed", () => {
      this.toggleAttribute("open", false);
      this.#tell("close");
    });
    conversation.addEventListener("replies", (event) => {
      const { replies } = /** @type {CustomEvent} */ (event).detail;
      this.#tell("reply", { kinds: replies.map((/** @type {any} */ reply) => reply.custom.kind) });
    });
    let { state, clinic } = conversation;
    conversation.addEventListener("change", () => {
      if (conversation.clinic !== clinic) this.#paint();
      clinic = conversation.clinic;
      if (conversation.state === state) return;
      state = conversation.state;
      if (state === "expired" || state === "erased") this.#tell(state);
    });
  }

  /** Works the colours out anew. */
  #paint() {
    const own = getComputedStyle(this).getPropertyValue("--igm-guide-accent");
    this.#theme.replaceSync(themeCss([this.getAttribute("accent"), own], this.#conversation?.clinic?.theme));
  }

  /**
   * Fires an event; none holds what was said.
   *
   * @param {string} name
   * @param {object} [detail]
   */
  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(`igm-guide-${name}`, { detail, bubbles: true }));
  }
}

if (!customElements.get("igm-guide")) customElements.define("igm-guide", IgmGuide);
