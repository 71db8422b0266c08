// Who else has this case open, and what they decided meanwhile. The open stream is the sign that somebody is there: a
// page that nobody sees gives none.

let stream = null;

function said(what, words) {
  const line = document.querySelector(`[data-present-said="${what}"]`);
  if (line === null) return;
  const place = line.querySelector("span");
  if (place.textContent !== words) place.textContent = words;
  line.hidden = words === "";
}

function told(event) {
  const { others, decided } = JSON.parse(event.data);
  const form = document.querySelector("form.verdict");
  // what this page itself has just sent is no news
  const news = form !== null && !form.dataset.sent ? decided : "";
  said("others", news ? "" : others);
  said("decided", news);
  if (form) form.hidden = news !== "";
}

function open() {
  stream?.close();
  stream = null;
  const address = document.querySelector("[data-present]")?.dataset.present;
  if (address === undefined || document.hidden) return;
  stream = new EventSource(address);
  stream.addEventListener("message", told);
}

document.addEventListener("queue:shown", open);
document.addEventListener("visibilitychange", open);
addEventListener("pagehide", () => stream?.close());
open();
