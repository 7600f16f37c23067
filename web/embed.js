/**
 * The page for an iframe: the assistant fills it, and the page around it may hand over results or a token by messages
 * in the envelope of SMART Web Messaging.
 *
 * Only the page right around this one is listened to, and only from the origin that the browser has let embed this page
 * (frame-ancestors, per clinic). Answers go to that origin and to no other.
 */

import "./igm-guide.js";
import { newId } from "./igm-guide/store.js";

const RESULTS = "igm-guide.results";
const TOKEN = "igm-guide.token";

const guide = /** @type {import("./igm-guide.js").IgmGuide} */ (document.createElement("igm-guide"));
guide.setAttribute("inline", "");
const clinic = new URLSearchParams(location.search).get("clinic");
if (clinic) guide.setAttribute("clinic", clinic);
document.body.append(guide);

/** The origins that may speak to this page: those of every page around it. */
const ancestors = "ancestorOrigins" in location ? [...location.ancestorOrigins] : [origin(document.referrer)];

/** @param {string} address */
function origin(address) {
  return URL.canParse(address) ? new URL(address).origin : null;
}

/**
 * Does what a message asks for.
 *
 * @param {string} type
 * @param {any} payload
 * @returns {Promise<boolean>} whether it was done
 */
async function act(type, payload) {
  if (type === RESULTS) return guide.receiveResults(payload);
  if (type !== TOKEN || typeof payload?.token !== "string") return false;
  await guide.useToken(payload.token);
  return true;
}

addEventListener("message", async (event) => {
  if (window.parent === window || event.source !== window.parent || event.origin !== ancestors[0]) return;
  const { messageId, messageType, payload } = event.data ?? {};
  if (typeof messageId !== "string" || ![RESULTS, TOKEN].includes(messageType)) return;
  const done = await act(messageType, payload).catch(() => false);
  const answer = { messageId: newId(), responseToMessageId: messageId, payload: { status: done ? "success" : "failure" } };
  window.parent.postMessage(answer, event.origin);
});
