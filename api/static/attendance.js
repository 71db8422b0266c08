// The cells of the grid are one stop of the tab key; the arrow keys, Home and End go from cell to cell.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const grid = document.querySelector("[data-grid]");

if (grid) {
  const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("td a")]);
  for (const link of rows.flat()) link.tabIndex = -1;
  if (rows[0]?.[0]) rows[0][0].tabIndex = 0;

  const go = (link) => {
    grid.querySelector('td a[tabindex="0"]').tabIndex = -1;
    link.tabIndex = 0;
    link.focus();
  };

  grid.addEventListener("focusin", (event) => {
    if (event.target.matches("td a") && event.target.tabIndex === -1) go(event.target);
  });

  grid.addEventListener("keydown", (event) => {
    const row = rows.findIndex((links) => links.includes(event.target));
    if (row < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const column = rows[row].indexOf(event.target);
    const step = STEPS[event.key];
    const to = step ? rows[row + step[0]]?.[column + step[1]] : { Home: rows[row][0], End: rows[row].at(-1) }[event.key];
    if (!to) return;
    event.preventDefault();
    go(to);
  });
}
