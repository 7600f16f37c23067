/**
 * Colours: a calm palette for light and dark, and one accent colour that a clinic may choose. A colour that cannot be
 * read is moved towards black or white until it can (WCAG 2.2 AA: 4.5 to 1 for text).
 *
 * @typedef {[number, number, number]} Rgb
 * @typedef {Record<string, string | undefined>} Theme accent, accent_text, background, text
 */

export const TEXT_CONTRAST = 4.5;
/** Small writing in the accent colour; light writing on dark needs a little more to be pleasant. */
const INK_CONTRAST = { light: 4.5, dark: 6 };
const ACCENT = "#0b5f73";
/** What is written on the accent colour: the first that can be read. White or black always can. */
const WRITING = ["#ffffff", "#10191f", "#000000"];

/** @type {Record<"light" | "dark", Record<string, string>>} */
export const PALETTE = {
  light: {
    bg: "#ffffff", soft: "#f1f5f7", text: "#1c2b33", muted: "#4a5c66", line: "#73848e", rule: "#d3dde2",
    "urgent-bg": "#fdecea", "urgent-text": "#5c130e", "urgent-line": "#b3261e",
    "today-bg": "#fff3df", "today-text": "#4a2c00", "today-line": "#9a5800",
    "crisis-bg": "#f1ecfb", "crisis-text": "#33215e", "crisis-line": "#6b4fb3",
  },
  dark: {
    bg: "#131c23", soft: "#1e2a33", text: "#e6edf1", muted: "#aebdc6", line: "#8497a3", rule: "#34444f",
    "urgent-bg": "#3d1714", "urgent-text": "#ffdcd7", "urgent-line": "#ff8a7d",
    "today-bg": "#35270f", "today-text": "#ffe4ba", "today-line": "#f0b45c",
    "crisis-bg": "#282040", "crisis-text": "#e8dfff", "crisis-line": "#b79df5",
  },
};

/**
 * Reads a CSS colour; null where it is none, or has no plain value.
 *
 * @param {string | null | undefined} value
 * @returns {Rgb | null}
 */
export function readColour(value) {
  const text = value?.trim() ?? "";
  const context = document.createElement("canvas").getContext("2d");
  if (!context || !CSS.supports("color", text)) return null;
  context.fillStyle = text;
  const hex = /^#(..)(..)(..)$/.exec(String(context.fillStyle));
  return hex && /** @type {Rgb} */ (hex.slice(1).map((two) => parseInt(two, 16)));
}

/** Relative luminance (WCAG). @param {Rgb} colour */
function luminance(colour) {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Contrast ratio of two colours, 1 to 21.
 *
 * @param {Rgb} one
 * @param {Rgb} other
 */
export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/**
 * Returns a colour that can be read on all of the backgrounds: as near to the wanted one as that allows.
 *
 * @param {Rgb} colour
 * @param {Rgb[]} backgrounds
 * @param {Rgb} towards black or white
 * @param {number} [least] contrast
 */
export function readable(colour, backgrounds, towards, least = TEXT_CONTRAST) {
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = mix(colour, towards, share);
    if (backgrounds.every((background) => contrast(mixed, background) >= least)) return mixed;
  }
  return towards;
}

/** @param {string} hex @returns {Rgb} */
const rgb = (hex) => readColour(hex) ?? [0, 0, 0];

/** @param {Rgb} colour */
const css = (colour) => `rgb(${colour.join(" ")})`;

/**
 * Mixes two colours.
 *
 * @param {Rgb} one
 * @param {Rgb} other
 * @param {number} share of the other, 0 to 1
 */
const mix = (one, other, share) => /** @type {Rgb} */ (one.map((part, i) => Math.round(part + (other[i] - part) * share)));

/**
 * Returns the palette with a clinic's own background and text, where these can be read and suit the scheme.
 *
 * @param {"light" | "dark"} scheme
 * @param {Theme} theme
 * @returns {Record<string, string>}
 */
function paletteOf(scheme, theme) {
  const [bg, text] = [readColour(theme.background), readColour(theme.text)];
  const fits = bg && text && contrast(bg, text) >= TEXT_CONTRAST && luminance(bg) > 0.18 === (scheme === "light");
  if (!fits) return PALETTE[scheme];
  const soft = mix(bg, text, 0.06);
  const [dark, muted] = [readable(text, [bg, soft], extreme(scheme)), readable(mix(text, bg, 0.25), [bg, soft], extreme(scheme))];
  return { ...PALETTE[scheme], bg: css(bg), soft: css(soft), text: css(dark), muted: css(muted) };
}

/** The colour that can be read best in a scheme. @param {"light" | "dark"} scheme */
const extreme = (scheme) => rgb(scheme === "light" ? "#000000" : "#ffffff");

/**
 * Returns the custom properties of one scheme.
 *
 * @param {"light" | "dark"} scheme
 * @param {Rgb} accent
 * @param {Theme} theme
 */
function tokens(scheme, accent, theme) {
  const palette = paletteOf(scheme, theme);
  const ink = readable(accent, [rgb(palette.bg), rgb(palette.soft)], extreme(scheme), INK_CONTRAST[scheme]);
  const own = readColour(theme.accent_text);
  const readableOwn = own && contrast(own, accent) >= TEXT_CONTRAST ? own : null;
  const on = readableOwn ?? WRITING.map(rgb).find((colour) => contrast(colour, accent) >= TEXT_CONTRAST) ?? rgb(WRITING[0]);
  const all = { ...palette, accent: css(accent), "on-accent": css(on), ink: css(ink) };
  return Object.entries(all).map(([name, value]) => `--_${name}:${value}`).join(";");
}

/**
 * Returns the colours as CSS.
 *
 * @param {(string | null | undefined)[]} wanted accent colours, the first that is a colour wins; the clinic's comes last
 * @param {Theme} [theme] the clinic's colours
 */
export function themeCss(wanted, theme = {}) {
  const accent = [...wanted, theme.accent].map(readColour).find(Boolean) ?? rgb(ACCENT);
  const [light, dark] = [tokens("light", accent, theme), tokens("dark", accent, theme)];
  return (
    `:host{color-scheme:light;${light}}` +
    `@media (prefers-color-scheme:dark){:host(:not([scheme=light])){color-scheme:dark;${dark}}}` +
    `:host([scheme=dark]){color-scheme:dark;${dark}}`
  );
}
