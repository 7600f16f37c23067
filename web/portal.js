/**
 * An example of a clinic's portal: shows results and hands them to the widget when the person asks for it.
 */

const table = /** @type {HTMLElement} */ (document.getElementById("results"));
const ask = /** @type {HTMLButtonElement} */ (document.getElementById("explain"));
const state = /** @type {HTMLElement} */ (document.getElementById("status"));
const guide = /** @type {import("./igm-guide.js").IgmGuide} */ (document.getElementById("guide"));
const NOTES = /** @type {Record<string, string>} */ ({ L: "Low", N: "In range", H: "High" });

/** @param {any} quantity a FHIR Quantity */
const inWords = ({ value, unit }) => `${value} ${unit}`;

/** @param {any} observation a FHIR Observation */
function row(observation) {
  const [range] = observation.referenceRange;
  const flag = observation.interpretation[0].coding[0].code;
  const cells = [inWords(observation.valueQuantity), `${range.low.value} to ${inWords(range.high)}`, NOTES[flag]];
  const line = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = observation.code.text;
  line.append(head, ...cells.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
  if (flag !== "N") line.lastElementChild?.classList.add("low");
  return line;
}

const response = await fetch("/widget/portal-results.json");
const bundle = await response.json();
table.replaceChildren(...bundle.entry.map((/** @type {any} */ entry) => entry.resource).filter((/** @type {any} */ resource) => resource.resourceType === "Observation").map(row));
ask.disabled = false;
ask.addEventListener("click", async () => {
  const read = await guide.receiveResults(bundle);
  state.textContent = read ? "The guide has received the results." : "The results could not be handed over.";
});

export {};
