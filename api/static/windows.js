// Boards and walls: lengths that count on, the last look at each window, the hall's clock, and an unmistakable word
// when the service is not heard from any more.
import { refresh, watch } from "./live.js";

const QUIET_FOR_MS = 15000;
const TURN_EVERY_MS = 15000;

const board = document.querySelector("[data-board]");
if (board) begin(board);

function begin(board) {
  const words = board.dataset;
  let ahead_ms = Date.parse(words.now) - Date.now();
  let heard = Date.now();
  let shape = null;
  const looks = new Map();
  const now = () => Date.now() + ahead_ms;
  const turning = turns(board);

  watch(words.board, async (pulse) => {
    heard = Date.now();
    ahead_ms = Date.parse(pulse.at) - heard;
    for (const [id, at] of Object.entries(pulse.looks)) looks.set(id, Date.parse(at));
    setBroken(false);
    draw();
    if (shape !== null && shape !== pulse.shape && !(await redrawn())) return;
    shape = pulse.shape;
  });
  setInterval(draw, 1000);
  document.addEventListener("visibilitychange", draw);

  // Whether it was; what could not be fetched is asked for again with the next word.
  async function redrawn() {
    try {
      await refresh();
    } catch {
      return false;
    }
    turning();
    draw();
    return true;
  }

  function draw() {
    if (Date.now() - heard > QUIET_FOR_MS) setBroken(true);
    const at = now();
    for (const each of board.querySelectorAll("[data-since]")) each.textContent = length(at - Date.parse(each.dataset.since));
    for (const each of board.querySelectorAll("[data-look]")) {
      const last = Math.max(looks.get(each.dataset.look) ?? 0, Date.parse(each.dateTime));
      each.textContent = words.ago.replace("{length}", length(at - last));
    }
    const clock = board.querySelector("[data-clock]");
    if (clock) clock.textContent = clockTime(at);
    const known = board.querySelector("[data-known]");
    if (known) known.textContent = clockTime(heard + ahead_ms);
  }

  function setBroken(broken) {
    const said = board.querySelector("[data-broken]");
    if (said.hidden === !broken) return;
    if (broken) said.textContent = said.dataset.broken.replace("{at}", clockTime(heard + ahead_ms));
    said.hidden = !broken;
    board.classList.toggle("is-broken", broken);
  }

  function length(ms) {
    const total = Math.max(Math.round(ms / 1000), 0);
    const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
    const form = h ? words.hours : m ? words.minutes : words.seconds;
    return form.replace("{h}", h).replace("{m}", m).replace("{s}", s);
  }

  function clockTime(ms) {
    const zone = words.zone ? { timeZone: words.zone } : {};
    return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", ...zone }).format(ms);
  }
}

// More windows than fit take turns, unless somebody wants no motion or stops it; then the pages are turned by hand.
function turns(board) {
  const pages = [...board.querySelectorAll("[data-page]")];
  const controls = board.querySelector("[data-turns]");
  if (pages.length < 2) return () => {};
  const stop = controls.querySelector("[data-turn-stop]");
  const stopWords = stop.textContent;
  let at = 0;
  let timer = null;
  const show = () => {
    pages.forEach((page, i) => { page.hidden = i !== at; });
    controls.querySelector("[data-turn-said]").textContent = `${at + 1}/${pages.length}`;
  };
  const turn = (by) => {
    at = (at + by + pages.length) % pages.length;
    show();
  };
  const run = (runs) => {
    clearInterval(timer);
    timer = runs ? setInterval(() => turn(1), TURN_EVERY_MS) : null;
    stop.textContent = runs ? stopWords : stop.dataset.goOn;
  };
  for (const button of controls.querySelectorAll("[data-turn]")) {
    button.addEventListener("click", () => {
      run(false);
      turn(Number(button.dataset.turn));
    });
  }
  stop.addEventListener("click", () => run(timer === null));
  controls.hidden = false;
  show();
  run(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  return show;
}
