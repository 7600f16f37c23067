/**
 * Makes elements. Text is only ever text: nothing here parses HTML.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element.
 *
 * @param {string} tag name of the HTML element
 * @param {Record<string, any>} [attributes] attributes; `on…` functions become listeners, true stands alone,
 *   false and null are left out
 * @param {...(Node | string | null | undefined | false)} children nodes and texts; empty ones are left out
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return element;
}

/**
 * Makes a button.
 *
 * @param {string} label what it says
 * @param {(event: Event) => void} onclick what it does
 * @param {Record<string, any>} [attributes]
 * @returns {HTMLElement}
 */
export function button(label, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, label);
}

const ICONS = {
  chat: "M4 5h16v11H9.5L5 20v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M12 19V5M6 11l6-6 6 6",
  warning: "M12 4L2.8 20h18.4zM12 10v4.5M12 17.2h.01",
  up: "M8 20V10l4.2-7c1.6 0 2.3 1.2 2 2.6L13.6 9H19c1 0 1.7.9 1.5 1.9l-1.4 7.3c-.2 1-.9 1.8-1.9 1.8zM4 10v10",
  help: "M12 20s-8-4.6-8-10.2A4.3 4.3 0 0 1 12 7.5a4.3 4.3 0 0 1 8 2.3C20 15.4 12 20 12 20z",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
};

/**
 * Makes a decorative icon, hidden from screen readers: the words beside it or the label say it.
 *
 * @param {keyof typeof ICONS} name
 * @param {string} [kind] class for the style
 * @returns {SVGElement}
 */
export function icon(name, kind = name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: `icon icon-${kind}`, "aria-hidden": "true", focusable: "false" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
