// Keys for the queue: j and k step through the cases, 1 to 4 give the verdict. Everything works without this.

const typing = (element) => element.closest("input, textarea, select") !== null;

const step = (direction) => document.querySelector(`[data-step="${direction}"]`)?.click();

const decide = (key) => {
  const button = document.querySelector(`.verdict-button[data-key="${key}"]`);
  if (button === null) return;
  const { reason, text } = button.form.elements;
  if ("needsReason" in button.dataset && reason.value === "" && text.value.trim() === "") {
    reason.focus();
  } else {
    button.form.requestSubmit(button);
  }
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  if (event.key === "j") step("next");
  else if (event.key === "k") step("previous");
  else if (/^[1-4]$/.test(event.key)) decide(event.key);
});

// One press, one request: a second click on a slow line would only meet "already decided".
document.querySelector("form.verdict")?.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});

// What can no longer be taken back is no longer offered.
for (const flash of document.querySelectorAll("[data-for-s]")) {
  setTimeout(() => flash.querySelector("form")?.remove(), Number(flash.dataset.forS) * 1000);
}

document.querySelector(".card[aria-current]")?.scrollIntoView({ block: "nearest" });
