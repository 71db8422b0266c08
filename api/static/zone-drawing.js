// Zones as shapes on the picture. What stands there is changed in place, so that neither focus nor a drag is lost.

import { CORNERS_MIN, said } from "./zone-geometry.js";

const SVG = "http://www.w3.org/2000/svg";

export class Drawing {
  #shapes = new Map();
  #edge = element("polygon", { class: "zone-edge", "data-edge": "" });

  // `kinds`, `titles` and `codes` (of windows) by the name of a zone's field; `say(code, places)` gives words.
  constructor(svg, kinds, titles, codes, say) {
    [this.svg, this.titles, this.codes, this.say] = [svg, titles, codes, say];
    [this.shapes, this.labels, this.corners] = ["shapes", "labels", "corners"].map((n) => svg.querySelector(`[data-${n}]`));
    for (const part of [this.shapes, this.labels, this.corners]) part.replaceChildren();
    for (const [name, kind] of Object.entries(kinds)) this.#shapes.set(name, this.#made(name, kind));
    this.shapes.append(this.#edge);
  }

  draw(model, faulty, adding) {
    for (const [name, [shape, label, halo]] of this.#shapes) {
      const corners = model.zones[name] ?? [];
      for (const line of [halo, shape]) line.setAttribute("points", said(corners));
      shape.classList.toggle("is-faulty", faulty.has(name));
      // little room is left for words where zones are many: only the one at hand has its whole name
      label.textContent = corners.length ? (name === model.current ? this.titles[name] : this.codes[name]) : "";
      if (corners.length) place(label, corners[0], "x", "y");
      this.#mark(shape, name === model.current && corners.length >= CORNERS_MIN, name);
    }
    this.#raise(model.current);
    this.#edge.setAttribute("points", adding ? "" : said(model.corners));
    this.#handles(model.corners, this.titles[model.current]);
    this.svg.classList.toggle("is-adding", adding);
  }

  focusCorner(index) {
    this.corners.children[index]?.focus();
  }

  #made(name, kind) {
    const shape = element("polygon", { class: `zone zone-${kind}`, fill: `url(#fill-${kind})`, "data-shape": name });
    const label = element("text", { class: "zone-label", dx: 6, dy: 16, "aria-hidden": "true" });
    const halo = element("polygon", { class: "zone-halo" });
    this.shapes.append(halo, shape);
    this.labels.append(label);
    return [shape, label, halo];
  }

  #mark(shape, isCurrent, name) {
    shape.classList.toggle("is-current", isCurrent);
    if (!isCurrent) return ["tabindex", "role", "aria-label"].forEach((each) => shape.removeAttribute(each));
    set(shape, { tabindex: 0, role: "button", "aria-label": this.say("whole", { zone: this.titles[name] }) });
  }

  // The zone at hand lies above the others, or they would catch what is meant for it.
  #raise(name) {
    const [shape, , halo] = this.#shapes.get(name);
    if (this.#edge.previousElementSibling !== shape) this.shapes.append(halo, shape, this.#edge);
  }

  #handles(corners, title) {
    while (this.corners.children.length > corners.length) this.corners.lastElementChild.remove();
    while (this.corners.children.length < corners.length) this.corners.append(handle());
    corners.forEach((corner, index) => {
      const each = this.corners.children[index];
      const [x, y] = corner.map((part) => (part * 100).toFixed(1));
      set(each, { "data-corner": index, "aria-label": this.say("point", { n: index + 1, zone: title, x, y }) });
      for (const circle of each.children) place(circle, corner, "cx", "cy");
    });
  }
}

// A small mark in a target large enough for a thumb.
function handle() {
  const group = element("g", { class: "zone-corner", tabindex: 0, role: "button" });
  group.append(element("circle", { class: "zone-target", r: 22 }), element("circle", { class: "zone-mark", r: 7 }));
  return group;
}

const place = (of, [x, y], across, down) => set(of, { [across]: `${x * 100}%`, [down]: `${y * 100}%` });

export function element(name, attributes = {}) {
  return set(document.createElementNS(SVG, name), attributes);
}

function set(on, attributes) {
  for (const [name, value] of Object.entries(attributes)) on.setAttribute(name, value);
  return on;
}
