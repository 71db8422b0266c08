// The menus of the head close by Escape, by a click beside them, and once the focus has gone elsewhere; without this they
// close by a second press.

const menus = document.querySelectorAll(".top-drop");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    const within = menu.contains(document.activeElement);
    menu.open = false;
    if (within) menu.querySelector("summary").focus();
  }
});

const closeAllBut = (target) => {
  for (const menu of menus) if (menu.open && !menu.contains(target)) menu.open = false;
};

document.addEventListener("click", (event) => closeAllBut(event.target));
document.addEventListener("focusin", (event) => closeAllBut(event.target));
