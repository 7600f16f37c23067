const guide = document.querySelector("igm-guide");

document.getElementById("explain").addEventListener("click", async () => {
  const { token } = await (await fetch("/conversation", { method: "POST" })).json();
  await guide.useToken(token);
  await guide.show();
});
