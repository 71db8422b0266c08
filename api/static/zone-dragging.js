// Pointers on the drawing, mouse, pen and finger alike: corners, edges and whole zones are dragged, zones chosen.

import { inserted, placeOnEdge, shifted, withCorner } from "./zone-geometry.js";

// `context`: the model, the drawing's svg, and what is to be done; see zones.js.
export function dragging({ model, svg, isAdding, add, finish, choose, show, settled }) {
  let drag = null;

  // What is dragged must not scroll the page as well; a finger on the rest of the picture may.
  const holds = (event) => isAdding() || event.target.closest("[data-corner], [data-edge], .is-current");
  svg.addEventListener("touchstart", (event) => holds(event) && event.preventDefault(), { passive: false });

  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const from = place(event);
    drag = taken(event, from);
    if (drag === null) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    event.target.closest("[data-corner], [data-shape]")?.focus({ preventScroll: true });
    show();
  });
  svg.addEventListener("pointermove", (event) => {
    if (drag === null) return;
    model.set(drag(place(event)));
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, () => {
      if (drag === null) return;
      drag = null;
      settled();
    });
  }

  // What a pointer has taken hold of: from where it is now to the corners then. Null where there is nothing to drag.
  function taken(event, from) {
    const corner = event.target.closest("[data-corner]");
    if (corner) return atCorner(Number(corner.dataset.corner));
    if (isAdding()) {
      add(from);
      return moving(model.corners.length - 1);
    }
    if (event.target.matches("[data-edge]")) return onEdge(from);
    const shape = event.target.closest("[data-shape]");
    if (shape === null) return null;
    if (shape.dataset.shape !== model.current) {
      choose(shape.dataset.shape);
      return null;
    }
    model.begin();
    const corners = model.corners;
    return ([x, y]) => shifted(corners, x - from[0], y - from[1]);
  }

  function atCorner(index) {
    if (isAdding() && index === 0) {
      finish();
      return null;
    }
    model.begin();
    return moving(index);
  }

  function onEdge(from) {
    const box = svg.getBoundingClientRect();
    const index = placeOnEdge(model.corners, from, box.width / box.height);
    model.begin();
    model.set(inserted(model.corners, index, from));
    return moving(index);
  }

  function moving(index) {
    return (to) => withCorner(model.corners, index, to);
  }

  function place(event) {
    const box = svg.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }
}
