// The camera's next picture, veiled, or one of one's own that never leaves the browser, under the zones of a stage.

import { element } from "./zone-drawing.js";
import { said } from "./zone-geometry.js";

const AGAIN_MS = 1000;
const WAITS_MS = 120_000;

// The words that a part of the page has for its scripts, their places filled.
export function words(part) {
  const sayings = JSON.parse(part.dataset.sayings);
  return (code, places = {}) => Object.entries(places).reduce((text, [name, value]) => text.replace(`{${name}}`, value), sayings[code]);
}

// `shown` is called when another picture lies on the stage.
export function startPictures(root, shown = () => {}) {
  const tools = root.querySelector("[data-pictures]");
  if (!tools) return;
  const say = words(tools);
  const stage = root.querySelector("[data-stage]");
  const status = tools.querySelector("[data-picture-said]");
  const ask = tools.querySelector("[data-picture-ask]");
  let latest = "";
  tools.hidden = false;

  ask.addEventListener("click", async () => {
    if (ask.getAttribute("aria-disabled") === "true") return;
    ask.setAttribute("aria-disabled", "true");
    try {
      const picture = await next();
      if (picture) await show(picture);
    } catch {
      status.textContent = say("failed");
    }
    ask.removeAttribute("aria-disabled");
  });

  tools.querySelector("[data-picture-file]").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    try {
      paint(await createImageBitmap(file));
      tags([]);
      status.textContent = say("own");
    } catch {
      status.textContent = say("no-picture");
    }
  });

  // Waits as long as the camera may take for one, and says meanwhile how things stand.
  async function next() {
    for (const until = Date.now() + WAITS_MS; Date.now() < until; await new Promise((done) => setTimeout(done, AGAIN_MS))) {
      const body = new URLSearchParams({ csrf: tools.dataset.csrf, ...(latest && { after: latest }) });
      const answer = await fetch(tools.dataset.pictures, { method: "POST", body });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const told = await answer.json();
      if (status.textContent !== told.said) status.textContent = told.said;
      if (answer.status === 200) return told;
    }
    return null;
  }

  async function show(picture) {
    latest = picture.captured_at;
    const bytes = Uint8Array.from(atob(picture.jpeg), (letter) => letter.charCodeAt(0));
    paint(await createImageBitmap(new Blob([bytes], { type: "image/jpeg" })));
    tags(picture.tags);
  }

  function paint(bitmap) {
    const canvas = stage.querySelector("canvas");
    [canvas.width, canvas.height, canvas.hidden] = [bitmap.width, bitmap.height, false];
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    stage.style.aspectRatio = `${bitmap.width} / ${bitmap.height}`;
    stage.classList.add("has-picture");
    shown();
  }

  function tags(found) {
    const outlines = found.map(({ number, corners }) => {
      const outline = element("polygon", { class: "zone-tag", points: said(corners) });
      outline.append(element("title"));
      outline.lastChild.textContent = say("tag", { n: number });
      return outline;
    });
    stage.querySelector("[data-tags]")?.replaceChildren(...outlines);
  }
}
