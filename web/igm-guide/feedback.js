/**
 * Thumbs up or down, and for down a reason. Only the rating and the reason are sent, no text.
 */

import { button, el, icon } from "./dom.js";

const REASONS = ["wrong", "unclear", "not_my_question", "missing"];

/**
 * Returns the buttons that rate an answer.
 *
 * @param {import("./store.js").Turn} turn
 * @param {import("./view.js").Context} context
 */
export function feedback(turn, { say, conversation, announce }) {
  const group = el("div", { class: "feedback", role: "group", "aria-label": say("feedback.ask") });
  const thanks = () => group.replaceChildren(el("p", { class: "small", tabindex: "-1" }, say("feedback.thanks")));
  if (turn.rated) {
    thanks();
    return group;
  }

  /**
   * @param {"up" | "down"} rating
   * @param {string | null} reason
   */
  const send = async (rating, reason) => {
    const sent = conversation.api.feedback({ message_id: turn.id, rating, reason });
    const arrived = await sent.then(() => true, () => false);
    if (arrived) turn.rated = rating;
    conversation.keep();
    const hadFocus = group.contains(/** @type {ShadowRoot} */ (group.getRootNode()).activeElement);
    if (arrived) thanks();
    else group.append(el("p", { class: "small" }, say("feedback.failed")));
    announce(say(arrived ? "feedback.thanks" : "feedback.failed"));
    if (arrived && hadFocus) group.querySelector("p")?.focus();
  };

  const why = () => {
    const reasons = REASONS.map((reason) => button(say(`feedback.${reason}`), () => send("down", reason), { class: "choice" }));
    reasons.push(button(say("feedback.no_reason"), () => send("down", null), { class: "choice" }));
    group.replaceChildren(el("p", { class: "small" }, say("feedback.why")), ...reasons);
    group.scrollIntoView({ block: "nearest" });
    reasons[0].focus();
  };

  const up = button("", () => send("up", null), { class: "thumb", "aria-label": say("feedback.up"), title: say("feedback.up") });
  const down = button("", why, { class: "thumb", "aria-label": say("feedback.down"), title: say("feedback.down") });
  up.append(icon("up"));
  down.append(icon("up", "down"));
  group.append(up, down);
  return group;
}
