// A button with data-copies puts the text of the element of that id on the clipboard, and says so on itself.

for (const button of document.querySelectorAll("[data-copies]")) {
  const said = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copies);
    if (!(await copied(source))) return;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = said), 2000);
  });
}

// Without TLS a browser has no clipboard for scripts: the text is selected then, and copied the old way.
async function copied(source) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  }
  getSelection().selectAllChildren(source);
  return document.execCommand("copy");
}
