// Copies the SQL beside a button; where the browser does not let pages do that, selects it.
document.addEventListener("click", async ({ target }) => {
  if (!target.matches("[data-copy]")) return;
  const code = target.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    target.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
  }
});
