/**
 * Lets through the drawings that the assistant makes and nothing else: an allow-list of elements, attributes and values.
 */

const SVG = "http://www.w3.org/2000/svg";

const ELEMENTS = new Set(["svg", "g", "defs", "pattern", "path", "rect", "circle", "line", "polyline", "text", "tspan", "title", "desc"]);

const NUMBERS = /^[-+\d.,eE\s%]*$/;
const PAINT = /^(none|currentColor|url\(#[\w-]+\))$/;
const WORDS = /^[\w .,-]*$/;

/** @type {Record<string, RegExp>} */
const ATTRIBUTES = {
  d: /^[-+\d.,eE\sMmLlHhVvCcSsQqTtAaZz]*$/,
  fill: PAINT,
  stroke: PAINT,
  class: WORDS,
  role: /^img$/,
  id: /^[\w-]+$/,
  "aria-labelledby": /^[\w\s-]+$/,
  "font-family": WORDS,
  "font-weight": /^(bold|normal|\d+)$/,
  "text-anchor": /^(start|middle|end)$/,
  "stroke-linecap": /^\w+$/,
  "stroke-linejoin": /^\w+$/,
  patternUnits: /^userSpaceOnUse$/,
  patternTransform: /^(rotate|translate|scale)\([-\d.,\s]*\)$/,
  transform: /^(rotate|translate|scale)\([-\d.,\s]*\)$/,
};
for (const name of [
  ...["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "viewBox", "points"],
  ...["font-size", "opacity", "fill-opacity", "stroke-opacity", "stroke-width", "stroke-dasharray"],
]) {
  ATTRIBUTES[name] = NUMBERS;
}

let drawings = 0;

/**
 * Returns a drawing that is safe to show, with ids of its own; null when the text is no SVG.
 *
 * @param {string} text SVG
 * @returns {SVGElement | null}
 */
export function safeSvg(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return parsed.localName === "svg" && parsed.namespaceURI === SVG ? safeCopy(parsed) : null;
}

/**
 * Returns a safe copy of an SVG element that was parsed but never shown.
 *
 * @param {Element} parsed
 * @returns {SVGElement}
 */
export function safeCopy(parsed) {
  drawings += 1;
  const copy = /** @type {SVGElement} */ (copied(parsed, `igm${drawings}-`));
  copy.setAttribute("focusable", "false");
  return copy;
}

/**
 * @param {Element} element
 * @param {string} prefix of the ids, so that two drawings in one page do not share any
 * @returns {Element | null}
 */
function copied(element, prefix) {
  if (element.namespaceURI !== SVG || !ELEMENTS.has(element.localName)) return null;
  const copy = document.createElementNS(SVG, element.localName);
  for (const { name, value } of element.attributes) {
    if (!Object.hasOwn(ATTRIBUTES, name) || !ATTRIBUTES[name].test(value)) continue;
    copy.setAttribute(name, prefixed(name, value, prefix));
  }
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) copy.append(child.nodeValue ?? "");
    const kept = child.nodeType === Node.ELEMENT_NODE && copied(/** @type {Element} */ (child), prefix);
    if (kept) copy.append(kept);
  }
  return copy;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} prefix
 */
function prefixed(name, value, prefix) {
  if (name === "id") return prefix + value;
  if (name === "aria-labelledby") return value.trim().split(/\s+/).map((id) => prefix + id).join(" ");
  return value.replace(/^url\(#/, `url(#${prefix}`);
}
