const GUIDE = "http://localhost:5005";
const frame = document.getElementById("guide");
const results = await (await fetch("results.json")).json();

/** Sends a message in the envelope of SMART Web Messaging; true when the guide could do what it asks for. */
function send(messageType, payload) {
  const messageId = crypto.randomUUID();
  return new Promise((resolve) => {
    const listen = ({ origin, source, data }) => {
      if (origin !== GUIDE || source !== frame.contentWindow || data?.responseToMessageId !== messageId) return;
      removeEventListener("message", listen);
      resolve(data.payload.status === "success");
    };
    addEventListener("message", listen);
    frame.contentWindow.postMessage({ messagingHandle: "example", messageId, messageType, payload }, GUIDE);
  });
}

document.getElementById("explain").addEventListener("click", async () => {
  const received = await send("igm-guide.results", results);
  document.getElementById("status").textContent = received ? "The guide has the results." : "That did not work.";
});
