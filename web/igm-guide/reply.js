/**
 * Shows one reply: its text, drawing, sources, review and buttons.
 *
 * @typedef {import("./api.js").Reply} Reply
 * @typedef {import("./view.js").Context} Context
 */

import { button, el, icon } from "./dom.js";
import { toggleMeaning } from "./glossary.js";
import { webAddress } from "./page.js";
import { safeSvg } from "./svg.js";

const PLAIN_WORDS = new Set(["urgent", "crisis", "chitchat", "error", "lab_question"]);

/** Tells whether a reply comes before all others. @param {Reply} reply */
export const isFirst = (reply) => ["urgent", "crisis"].includes(reply.custom.kind);

/**
 * Returns the key of the words that mark an urgent reply; null for any other.
 *
 * @param {Reply} reply
 */
export function markOf({ custom }) {
  if (custom.kind === "urgent") return custom.level === "today" ? "mark.today" : "mark.urgent";
  return custom.kind === "crisis" ? "mark.crisis" : null;
}

/**
 * Returns the reply as an element.
 *
 * @param {Reply} reply
 * @param {Context} context
 */
export function replyElement(reply, context) {
  const { say, showPage } = context;
  const { custom } = reply;
  const mark = markOf(reply);
  const kind = mark ? `reply alarm ${mark.replace("mark.", "")}` : "reply";
  const drawn = custom.drawing && drawing(custom.drawing, say);
  const first = custom.report?.urgency === "prompt"; // then the words come before the picture
  return el(
    "div",
    { class: kind, "data-kind": custom.kind },
    mark && el("p", { class: "mark" }, icon(custom.kind === "crisis" ? "help" : "warning"), el("strong", {}, say(mark))),
    !first && drawn,
    el("div", { class: "text" }, ...(custom.page ? [el("p", {}, say("page.ready"))] : paragraphs(reply, context))),
    custom.page && button(say("page.open"), () => showPage(custom.page ?? ""), { class: "choice main" }),
    first && drawn,
    custom.sources.length > 0 && sources(custom, context),
    reply.buttons.length > 0 && choices(reply, context),
  );
}

/**
 * Returns the text: a paragraph a line, a list where lines begin with a dash.
 *
 * @param {Reply} reply
 * @param {Context} context
 */
function paragraphs({ text, custom }, { glossary, announce }) {
  const seen = new Set();
  /** @param {string} line */
  const marked = (line) =>
    PLAIN_WORDS.has(custom.kind) ? [line] : glossary.mark(line, seen, (word, known) => toggleMeaning(word, known, announce));
  /** @type {HTMLElement[]} */
  const blocks = [];
  for (const line of text.split("\n").filter((part) => part.trim())) {
    if (!line.startsWith("- ")) blocks.push(el("p", {}, ...marked(line)));
    else {
      if (blocks.at(-1)?.localName !== "ul") blocks.push(el("ul", {}));
      blocks.at(-1)?.append(el("li", {}, ...marked(line.slice(2))));
    }
  }
  return blocks;
}

/**
 * @param {NonNullable<import("./api.js").Custom["drawing"]>} drawn
 * @param {import("./words.js").Say} say
 */
function drawing(drawn, say) {
  const svg = safeSvg(drawn.svg);
  const text = drawn.alt ?? drawn.text;
  return el(
    "figure",
    { class: "drawing" },
    svg,
    svg ? el("details", {}, el("summary", {}, say("drawing.words")), el("p", {}, text)) : el("p", {}, text),
  );
}

/**
 * @param {import("./api.js").Custom} custom
 * @param {Context} context
 */
function sources(custom, { say, lang }) {
  const date = custom.reviewed_on ? day(custom.reviewed_on, lang) : "";
  const reviewed = custom.reviewed_by ? say("review.by", { name: custom.reviewed_by, date }) : say("review.none");
  const written = !custom.reviewed_by && date ? ` ${say("review.written", { date })}` : "";
  return el(
    "div",
    { class: "origin" },
    el("p", { class: "small" }, reviewed + written),
    el(
      "details",
      { class: "sources" },
      el("summary", {}, say("sources.title", { count: custom.sources.length })),
      el("ul", {}, ...custom.sources.map((source) => el("li", {}, ...sourceLine(source, say)))),
    ),
  );
}

/**
 * @param {import("./api.js").Source} source
 * @param {import("./words.js").Say} say
 * @returns {(Node | string)[]}
 */
function sourceLine(source, say) {
  const href = webAddress(source.url);
  const link = href && el("a", { href, target: "_blank", rel: "noopener noreferrer" }, source.label, hint(say));
  const more = [source.section, source.pmid && `PMID ${source.pmid}`].filter(Boolean).join(", ");
  return [link || source.label, more && `, ${more}`].filter(Boolean);
}

/**
 * Returns a date in words.
 *
 * @param {string} iso YYYY-MM-DD
 * @param {string} lang
 */
function day(iso, lang) {
  const date = new Date(`${iso}T12:00:00`);
  return Number.isNaN(date.getTime()) ? iso : new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(date);
}

/** @param {import("./words.js").Say} say */
const hint = (say) => el("span", { class: "hidden" }, ` (${say("sources.new_tab")})`);

/**
 * Suggested questions. They stay where they are and can be used again later.
 *
 * @param {Reply} reply
 * @param {Context} context
 */
function choices({ buttons, custom }, { say, conversation }) {
  const title = custom.kind === "lab_question" ? "choices.answers" : "choices.questions";
  return el(
    "ul",
    { class: "choices", "aria-label": say(title) },
    ...buttons.map(({ title: text, payload }) =>
      el("li", {}, button(text, () => conversation.say(text, payload), { class: "choice" })),
    ),
  );
}
