// Whatever is marked data-live, and has an id, is replaced by what the server now writes in its place, each time the
// stream of the page says that something has changed. Without this the page is as it was when it was opened.

const RETRY_MS = 3000;

export function watch(address, changed) {
  const stream = new EventSource(address);
  stream.addEventListener("message", (event) => changed(JSON.parse(event.data)));
  // A stream that was refused is not opened again by the browser: the page itself says why.
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => watch(address, changed), RETRY_MS);
  });
  return stream;
}

let going = null;
let wanted = false;

// One at a time: an older answer never comes in place of a newer one.
export function refresh() {
  wanted = true;
  going ??= whileWanted().finally(() => { going = null; });
  return going;
}

async function whileWanted() {
  while (wanted) {
    wanted = false;
    await replaceParts();
  }
}

async function replaceParts() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = page.getElementById(old.id);
    if (now && now.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) old.replaceChildren(...now.childNodes);
  }
}

const own = document.querySelector("[data-stream]");
if (own) {
  // the first message too: what it tells of may have come after the page was written
  watch(own.dataset.stream, refresh);
}
