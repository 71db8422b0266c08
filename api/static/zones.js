// Drawing zones: what is typed in the form's fields and what lies on the picture are the same, whichever is changed.

import { Drawing } from "./zone-drawing.js";
import { CORNERS_MAX, CORNERS_MIN, faultOf, inserted, middle, read, rectangle, said, shifted, withCorner, without } from "./zone-geometry.js";
import { dragging } from "./zone-dragging.js";
import { ZoneModel } from "./zone-model.js";
import { startPictures, words } from "./pictures.js";

const STEP = 0.005;
const FAR = 5;
const ZOOMS = [1, 1.5, 2, 3, 4];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const form = document.querySelector("[data-zones]");
if (form) start(form);

function start(form) {
  const say = words(form);
  const one = (selector) => form.querySelector(selector);
  const fields = Object.fromEntries([...form.querySelectorAll("textarea[data-zone]")].map((field) => [field.name, field]));
  const titles = by(fields, (field) => field.dataset.title);
  const model = new ZoneModel(by(fields, (field) => read(field.value)), Object.keys(fields)[0]);
  const drawing = new Drawing(one("[data-drawing]"), by(fields, (field) => field.dataset.zone), titles, by(fields, (field) => field.dataset.of), say);
  const stage = one("[data-stage]");
  let adding = model.corners.length === 0;
  let zoom = 0;

  const context = { model, svg: drawing.svg, isAdding: () => adding, add, finish, choose, show, settled };
  dragging(context);
  startPictures(form, () => show());
  for (const hidden of form.querySelectorAll("[data-zone-tools], [data-zone-help]")) hidden.hidden = false;

  const deeds = {
    add: () => (adding ? finish() : begin()),
    rectangle: () => changed(rectangle()),
    clear: () => (changed([]), begin()),
    undo: () => model.undo() && stepped("undone"),
    redo: () => model.redo() && stepped("redone"),
    "zoom-in": () => zoomed(1),
    "zoom-out": () => zoomed(-1),
  };
  form.addEventListener("click", (event) => deeds[event.target.closest("[data-do]")?.dataset.do]?.());
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-window], [data-kind]")) choose(`${one("[data-kind]:checked").value}-${one("[data-window]").value}`);
  });
  form.addEventListener("input", (event) => event.target.matches("textarea[data-zone]") && typed(event.target));
  form.addEventListener("keydown", pressed);
  addEventListener("beforeunload", (event) => model.isChanged && !form.dataset.sent && event.preventDefault());
  form.addEventListener("submit", () => (form.dataset.sent = "yes"));
  choose(model.current);

  function show(message = "") {
    const faults = Object.entries(model.zones).map(([name, corners]) => [name, faultOf(corners)]).filter(([, fault]) => fault);
    drawing.draw(model, new Set(faults.map(([name]) => name)), adding);
    for (const [name, field] of Object.entries(fields)) {
      if (field !== document.activeElement && model.zones[name] !== null) field.value = said(model.zones[name]);
    }
    one("[data-do=add]").setAttribute("aria-pressed", adding);
    one("[data-do=undo]").disabled = !model.canUndo;
    one("[data-do=redo]").disabled = !model.canRedo;
    one("[data-status]").textContent = [message, state(Object.fromEntries(faults)), model.isChanged ? say("unsaved") : ""].filter(Boolean).join(" ");
  }

  function state(faults) {
    const zone = titles[model.current];
    if (adding) return say("adding");
    if (faults[model.current]) return `${zone}: ${say(faults[model.current])}`;
    return model.corners.length ? say("done", { zone, n: model.corners.length }) : say("none", { zone });
  }

  function choose(name) {
    model.current = name;
    adding = model.corners.length < CORNERS_MIN;
    one("[data-window]").value = fields[name].dataset.of;
    for (const radio of form.querySelectorAll("[data-kind]")) radio.checked = radio.value === fields[name].dataset.zone;
    show();
  }

  function begin() {
    adding = true;
    show();
  }

  function finish() {
    adding = false;
    show();
  }

  function changed(corners, message) {
    model.begin();
    model.set(corners);
    if (corners.length >= CORNERS_MIN) adding = false;
    model.settle();
    show(message);
  }

  // One more corner at the end; the drag that follows is part of the same step.
  function add(corner) {
    if (model.corners.length >= CORNERS_MAX) return show(say("too-many"));
    model.begin();
    model.set(inserted(model.corners, model.corners.length, corner));
  }

  function settled() {
    model.settle();
    show();
  }

  function stepped(word) {
    choose(model.current);
    show(say(word));
  }

  function typed(field) {
    model.begin();
    model.set(read(field.value), field.name);
    model.settle();
    model.current = field.name;
    adding = false;
    show();
  }

  function zoomed(by) {
    zoom = Math.min(Math.max(zoom + by, 0), ZOOMS.length - 1);
    stage.style.setProperty("--zoom", ZOOMS[zoom]);
  }

  function pressed(event) {
    if (event.target.matches("textarea, input, select")) return;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
      event.preventDefault();
      return key === "y" || event.shiftKey ? deeds.redo() : deeds.undo();
    }
    if (adding && (key === "escape" || (key === "enter" && !event.target.matches("button")))) {
      event.preventDefault();
      return finish();
    }
    const corner = event.target.closest("[data-corner]");
    const arrow = ARROWS[event.key]?.map((part) => part * STEP * (event.shiftKey ? FAR : 1));
    if (corner && at(Number(corner.dataset.corner), event.key, arrow)) event.preventDefault();
    else if (arrow && event.target.matches("[data-shape]")) {
      event.preventDefault();
      changed(shifted(model.corners, ...arrow));
    }
  }

  // A key at a corner; whether it meant anything.
  function at(index, key, arrow) {
    const [x, y] = model.corners[index];
    if (arrow) changed(withCorner(model.corners, index, [x + arrow[0], y + arrow[1]]));
    else if (key === "Delete" || key === "Backspace") removed(index);
    else if (key === "+" || key === "Insert") {
      changed(inserted(model.corners, index + 1, middle([x, y], model.corners[(index + 1) % model.corners.length])));
      drawing.focusCorner(index + 1);
    } else return false;
    return true;
  }

  function removed(index) {
    if (model.corners.length <= CORNERS_MIN) return show(say("too-few"));
    changed(without(model.corners, index), say("removed"));
    drawing.focusCorner(Math.min(index, model.corners.length - 1));
  }
}

function by(fields, told) {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, told(field)]));
}
