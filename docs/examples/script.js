const guide = document.querySelector("igm-guide");
const results = await (await fetch("results.json")).json();

document.getElementById("explain").addEventListener("click", () => guide.receiveResults(results));
