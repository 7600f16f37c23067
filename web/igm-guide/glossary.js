/**
 * Medical words that explain themselves: each becomes a button that unfolds its meaning below the sentence.
 */

import { button, el } from "./dom.js";

/** The glossary of one language. */
export class Glossary {
  /** @param {Record<string, string[]>} terms term -> its meaning, then its other spellings */
  constructor(terms) {
    /** @type {Map<string, {term: string, meaning: string}>} */
    this.found = new Map();
    for (const [term, [meaning, ...aliases]] of Object.entries(terms)) {
      for (const name of [term, ...aliases]) this.found.set(name.toLowerCase(), { term, meaning });
    }
    const names = [...this.found.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[^\w\s]/g, "\\$&"));
    this.pattern = names.length ? new RegExp(`(?<![\\w-])(${names.join("|")})(?![\\w-])`, "gi") : null;
  }

  /**
   * Returns a text as nodes; the first mention of each term is a button.
   *
   * @param {string} text
   * @param {Set<string>} seen terms that were explained above; new ones are added
   * @param {(button: HTMLElement, term: {term: string, meaning: string}) => void} onclick
   * @returns {(Node | string)[]}
   */
  mark(text, seen, onclick) {
    if (!this.pattern) return [text];
    /** @type {(Node | string)[]} */
    const parts = [];
    let end = 0;
    for (const match of text.matchAll(this.pattern)) {
      const known = this.found.get(match[0].toLowerCase());
      if (!known || seen.has(known.term)) continue;
      seen.add(known.term);
      const word = button(match[0], () => onclick(word, known), { class: "word", "aria-expanded": "false" });
      parts.push(text.slice(end, match.index), word);
      end = match.index + match[0].length;
    }
    return [...parts, text.slice(end)];
  }
}

/**
 * Unfolds or folds the meaning of a word.
 *
 * @param {HTMLElement} word the button
 * @param {{term: string, meaning: string}} known
 * @param {(text: string) => void} announce
 */
export function toggleMeaning(word, known, announce) {
  const open = word.getAttribute("aria-expanded") === "true";
  word.setAttribute("aria-expanded", String(!open));
  const line = word.closest("p, li");
  const place = `[data-term="${CSS.escape(known.term)}"]`;
  if (open) return line?.querySelector(place)?.remove();
  const meaning = el("span", { class: "meaning", "data-term": known.term }, el("strong", {}, known.term), `: ${known.meaning}`);
  line?.append(meaning);
  meaning.scrollIntoView({ block: "nearest" });
  announce(`${known.term}: ${known.meaning}`);
}

/**
 * Fetches the glossary; an empty one where that fails: the words are then plain words.
 *
 * @param {string} base address of the words' folder
 * @param {string} lang
 */
export async function fetchGlossary(base, lang) {
  try {
    const response = await fetch(`${base}/glossary.${lang}.json`, { credentials: "omit" });
    return new Glossary(response.ok ? await response.json() : {});
  } catch {
    return new Glossary({});
  }
}
