/**
 * Begins: goes on with the conversation that the tab keeps or a token stands for, or opens a new one.
 *
 * @typedef {import("./conversation.js").Conversation} Conversation
 */

import { claim, newId } from "./store.js";

/**
 * Returns what the tab keeps of this person's conversation. One of another session is erased, here and on the server:
 * somebody else may sit at the computer now.
 *
 * @param {Conversation} conversation
 * @returns {import("./store.js").Kept | null}
 */
export function ownKept({ access, api, store }) {
  const kept = store.read();
  if (!kept || access.token === kept.token || access.session === kept.session) return kept;
  store.wipe();
  api.erase(kept.token).catch(() => {});
  return null;
}

/**
 * Goes on with a conversation.
 *
 * @param {Conversation} conversation
 * @returns {Promise<boolean>} false when there is none to go on with
 * @throws {import("./api.js").Problem} 401 when the server no longer knows it
 */
export async function resume(conversation) {
  const { access, api } = conversation;
  const kept = ownKept(conversation);
  const usable = kept && (access.token ? kept.token === access.token : await claim(kept.tab));
  api.token = access.token ?? (usable ? kept.token : null);
  if (!api.token) return false;
  if (usable && !conversation.restored) {
    const entries = [...kept.entries, ...conversation.entries];
    Object.assign(conversation, { tab: kept.tab, clinic: kept.clinic, life: kept.life, entries, restored: true });
    conversation.changed();
  }
  const { epoch } = conversation;
  const now = await api.current();
  if (epoch !== conversation.epoch) return true;
  conversation.clinic = now.clinic ?? conversation.clinic;
  conversation.until = Date.now() + now.expires_in * 1000;
  showWaiting(conversation, now.waiting);
  sendAgain(conversation);
  return true;
}

/**
 * Shows the question about results that the clinic's server handed over, unless it stands there already.
 *
 * @param {Conversation} conversation
 * @param {import("./api.js").Reply} [waiting]
 */
function showWaiting(conversation, waiting) {
  const known = conversation.entries.some((entry) => entry.type === "turn" && entry.replies.some((reply) => reply.text === waiting?.text));
  if (waiting && !known) conversation.received(newId(), [waiting]);
}

/** Sends what was on its way when the page went. @param {Conversation} conversation */
function sendAgain({ entries, outbox }) {
  for (const entry of entries) {
    if (entry.type !== "user" || outbox.queue.includes(entry) || !["sending", "retrying"].includes(entry.state)) continue;
    if (entry.results && !outbox.handed.has(entry.id)) Object.assign(entry, { state: "refused", problem: 0 });
    else outbox.add(entry);
  }
}

/**
 * Opens a new conversation.
 *
 * @param {Conversation} conversation
 * @throws {import("./api.js").Problem}
 */
export async function openNew(conversation) {
  const { clinic, portalToken } = conversation.access;
  const { epoch } = conversation;
  const opened = await conversation.api.open({
    ...(clinic && { clinic }),
    ...(portalToken && { portal_token: portalToken }),
  });
  if (epoch !== conversation.epoch) return;
  conversation.api.token = opened.token;
  conversation.access.portalToken = null;
  conversation.clinic = opened.clinic;
  conversation.lives(opened.expires_in);
  conversation.received("greeting", opened.replies, 0);
  showWaiting(conversation, opened.waiting);
  claim(conversation.tab);
}
