/**
 * The wording: words/<language>.json, English where a language has no file.
 *
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Say
 * @typedef {{say: Say, has: (key: string) => boolean, lang: string}} Words
 */

/**
 * Fetches a language's wording.
 *
 * @param {string} base address of the words' folder
 * @param {string} language such as "en" or "en-GB"
 * @returns {Promise<Words>}
 */
export async function fetchWords(base, language) {
  const wanted = /^[a-z]{2,3}/.exec(language.toLowerCase())?.[0] ?? "en";
  for (const lang of new Set([wanted, "en"])) {
    const response = await fetch(`${base}/${lang}.json`, { credentials: "omit" });
    if (response.ok) return words(await response.json(), lang);
  }
  throw new Error("the wording cannot be fetched");
}

/**
 * @param {Record<string, string>} texts
 * @param {string} lang
 * @returns {Words}
 */
function words(texts, lang) {
  return {
    lang,
    has: (key) => key in texts,
    say: (key, values = {}) => (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? "")),
  };
}
