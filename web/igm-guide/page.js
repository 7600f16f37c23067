/**
 * The page for the doctor: shown in a window of its own within the page, and printed without the page around it.
 */

import { button, el, icon } from "./dom.js";
import { safeCopy } from "./svg.js";

const ELEMENTS = new Set(
  "main section div p h1 h2 h3 span strong em br ul ol li table caption thead tbody tr th td a".split(" "),
);
const CLASSES = new Set(["head", "write", "line", "table", "parts", "drawing", "sources", "limits"]);

/**
 * Returns what stands on the page, with everything but plain content left out.
 *
 * @param {string} html a whole HTML document
 * @returns {{title: string, lang: string, content: DocumentFragment}}
 */
export function safePage(html) {
  const plain = html.replace(/<style[\s\S]*?<\/style>/gi, ""); // a strict policy would complain about it, even unused
  const parsed = new DOMParser().parseFromString(plain, "text/html");
  const content = document.createDocumentFragment();
  content.append(...copies(parsed.body));
  return { title: parsed.title, lang: parsed.documentElement.lang || "en", content };
}

/** @param {Element} parent @returns {Node[]} */
function copies(parent) {
  return [...parent.childNodes].flatMap(copy);
}

/** @param {Node} node @returns {Node[]} */
function copy(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.nodeValue ?? "")];
  if (!(node instanceof Element)) return [];
  if (node.localName === "svg") return [safeCopy(node)];
  if (!ELEMENTS.has(node.localName)) return [];
  const copied = el(node.localName, attributes(node));
  copied.append(...copies(node));
  return [copied];
}

/** @param {Element} element */
function attributes(element) {
  const names = element.className.split(/\s+/).filter((name) => CLASSES.has(name));
  const href = element.localName === "a" ? webAddress(element.getAttribute("href")) : null;
  return {
    class: names.join(" ") || null,
    scope: /^(col|row)$/.test(element.getAttribute("scope") ?? "") ? element.getAttribute("scope") : null,
    ...(names.includes("table") && { tabindex: "0", role: "group", "aria-label": element.querySelector("caption")?.textContent }),
    ...(href && { href, target: "_blank", rel: "noopener noreferrer" }),
  };
}

/**
 * Returns an address if it is one of the web.
 *
 * @param {string | null | undefined} address
 */
export function webAddress(address) {
  return /^https?:\/\//.test(address ?? "") ? address : null;
}

/**
 * Shows the page in a dialog of its own; focus goes back to where it was when it closes.
 *
 * @param {ParentNode & Node} root where the dialog goes
 * @param {string} html
 * @param {import("./words.js").Say} say
 * @param {string} css style of the page
 */
export function showPage(root, html, say, css) {
  const { title, lang, content } = safePage(html);
  const paper = el("div", { class: "paper", lang });
  paper.append(content);
  const print = button(say("page.print"), () => printPage(title, lang, paper, css), { class: "main" });
  print.prepend(icon("print"));
  const close = button(say("page.close"), () => dialog.close());
  const dialog = /** @type {HTMLDialogElement} */ (
    el(
      "dialog",
      { class: "page", "aria-label": say("page.label") },
      el("div", { class: "bar" }, print, close),
      el("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": say("page.label") }, paper),
    )
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  root.append(dialog);
  dialog.showModal();
  print.focus();
}

/**
 * Prints the page alone. Within a frame, where a clinic's sandbox may forbid printing, it opens in a tab.
 *
 * @param {string} title
 * @param {string} lang
 * @param {Element} paper
 * @param {string} css
 */
function printPage(title, lang, paper, css) {
  const frame = /** @type {HTMLIFrameElement} */ (el("iframe", { class: "printed", "aria-hidden": "true", tabindex: "-1", title }));
  const framed = window.top !== window;
  if (!framed) document.body.append(hidden(frame));
  const target = /** @type {(Window & typeof globalThis) | null} */ (framed ? window.open("", "_blank") : frame.contentWindow);
  if (!target) return;
  const sheet = new target.CSSStyleSheet();
  sheet.replaceSync(css);
  target.document.adoptedStyleSheets = [sheet];
  target.document.title = title;
  target.document.documentElement.lang = lang;
  target.document.body.className = "paper";
  target.document.body.replaceChildren(target.document.importNode(paper, true));
  target.addEventListener("afterprint", () => frame.remove());
  target.focus();
  target.print();
}

/** Takes a frame out of sight but not out of the page, so that it can be printed. @param {HTMLElement} frame */
function hidden(frame) {
  Object.assign(frame.style, { position: "fixed", insetInlineStart: "-2000px", width: "800px", height: "600px" });
  return frame;
}
