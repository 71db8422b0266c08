// The pictures of a case, large. They are drawn from those that the page has loaded: no look goes on record twice.

const STEPS = [1, 1.5, 2, 3, 4, 6];
const dialog = document.querySelector("#zoom");
const part = (name) => dialog.querySelector(`[data-zoom="${name}"]`);
let shown = 0;
let step = 0;

const pictures = () => [...document.querySelectorAll("#case [data-zoomable] img")];

async function draw() {
  const [picture, mine] = [pictures()[shown], shown];
  picture.loading = "eager";
  await picture.decode().catch(() => {});
  if (mine !== shown || !dialog.open) return;
  const canvas = part("picture");
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  if (picture.naturalWidth) canvas.getContext("2d").drawImage(picture, 0, 0);
  canvas.setAttribute("aria-label", picture.alt);
  const caption = picture.closest("figure").querySelector("figcaption");
  part("moment").textContent = caption.querySelector("strong").textContent;
  part("time").textContent = caption.querySelector("time").textContent;
  part("previous").disabled = shown === 0;
  part("next").disabled = shown === pictures().length - 1;
  scale();
}

function scale() {
  const [canvas, view] = [part("picture"), dialog.querySelector(".zoom-view")];
  const fits = Math.min(view.clientWidth / canvas.width, view.clientHeight / canvas.height) || 1;
  canvas.style.width = `${Math.floor(canvas.width * fits * STEPS[step])}px`;
  part("scale").textContent = `${STEPS[step] * 100} %`;
  part("out").disabled = step === 0;
  part("in").disabled = step === STEPS.length - 1;
}

function open(index) {
  if (pictures().length === 0) return;
  [shown, step] = [index, 0];
  if (!dialog.open) dialog.showModal();
  draw();
}

const turn = (by) => {
  const next = shown + by;
  if (next < 0 || next >= pictures().length) return;
  shown = next;
  draw();
};

const zoom = (by) => {
  step = Math.min(Math.max(step + by, 0), STEPS.length - 1);
  scale();
};

const DO = { previous: () => turn(-1), next: () => turn(1), out: () => zoom(-1), in: () => zoom(1), close: () => dialog.close() };
const KEYS = { ArrowLeft: "previous", ArrowRight: "next", "-": "out", "+": "in", "=": "in", z: "close" };

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const link = event.target.closest("[data-zoomable]");
  if (link) {
    event.preventDefault();
    return open(pictures().indexOf(link.querySelector("img")));
  }
  DO[event.target.closest("#zoom button")?.dataset.zoom]?.();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (dialog.open && event.key in KEYS) {
    event.preventDefault();
    DO[KEYS[event.key]]();
  } else if (event.key === "z" && !document.querySelector("dialog[open]") && !event.target.closest("input, textarea, select")) {
    // so that the same press is not taken for the one that closes it
    event.stopImmediatePropagation();
    open(0);
  }
});

addEventListener("resize", () => { if (dialog.open) scale(); });
document.addEventListener("queue:shown", () => { if (dialog.open) dialog.close(); });
