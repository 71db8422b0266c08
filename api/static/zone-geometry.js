// Corners of zones, in parts of the picture's width and height. Nothing here knows of a page.

export const CORNERS_MIN = 3;
export const CORNERS_MAX = 32;
const AREA_MIN = 1e-4;
const NUMBER = "([-+]?[\\d.]+)";
const CORNER = new RegExp(`\\s*\\(?\\s*${NUMBER}\\s*[,\\s]\\s*${NUMBER}\\s*\\)?\\s*[;,]?`, "y");

// As the server takes them: four decimals, `0.1000,0.2000 0.3000,0.2000`. Null for what cannot be read.
export function read(text) {
  const corners = [];
  const trimmed = text.trim();
  for (CORNER.lastIndex = 0; CORNER.lastIndex < trimmed.length; ) {
    const found = CORNER.exec(trimmed);
    if (!found || [found[1], found[2]].some((part) => Number.isNaN(Number(part)))) return null;
    corners.push([rounded(Number(found[1])), rounded(Number(found[2]))]);
  }
  return corners;
}

export const said = (corners) => corners.map(([x, y]) => `${x.toFixed(4)},${y.toFixed(4)}`).join(" ");

export const within = ([x, y]) => [rounded(clamp(x)), rounded(clamp(y))];

// All corners by as much, and no further than the picture's edge.
export function shifted(corners, across, down) {
  const [left, right] = span(corners.map(([x]) => x));
  const [top, bottom] = span(corners.map(([, y]) => y));
  const dx = Math.min(Math.max(across, -left), 1 - right);
  const dy = Math.min(Math.max(down, -top), 1 - bottom);
  return corners.map(([x, y]) => within([x + dx, y + dy]));
}

export const withCorner = (corners, index, corner) => corners.map((old, i) => (i === index ? within(corner) : old));

export const inserted = (corners, index, corner) => [...corners.slice(0, index), within(corner), ...corners.slice(index)];

export const without = (corners, index) => corners.filter((_, i) => i !== index);

export const middle = ([ax, ay], [bx, by]) => [(ax + bx) / 2, (ay + by) / 2];

export const rectangle = () => [[0.4, 0.35], [0.6, 0.35], [0.6, 0.65], [0.4, 0.65]];

// Before which corner one on the nearest edge belongs; `aspect` is the picture's width by its height.
export function placeOnEdge(corners, corner, aspect) {
  const far = corners.map((from, i) => distance(corner, from, corners[(i + 1) % corners.length], aspect));
  return far.indexOf(Math.min(...far)) + 1;
}

// The code of what is wrong, as the server has it; empty for a good zone, and for one that is not drawn.
export function faultOf(corners) {
  if (corners === null) return "unreadable";
  if (corners.length === 0) return "";
  if (corners.length < CORNERS_MIN) return "too-few";
  if (corners.length > CORNERS_MAX) return "too-many";
  if (corners.flat().some((part) => part < 0 || part > 1)) return "outside";
  if (crosses(corners)) return "crossing";
  return area(corners) < AREA_MIN ? "too-small" : "";
}

function crosses(corners) {
  const n = corners.length;
  const edge = (i) => [corners[i], corners[(i + 1) % n]];
  for (let i = 0; i < n; i++)
    for (let j = i + 2; j < n; j++) if (!(i === 0 && j === n - 1) && meet(...edge(i), ...edge(j))) return true;
  return false;
}

function meet(a, b, c, d) {
  const turns = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (turns[0] * turns[1] < 0 && turns[2] * turns[3] < 0) return true;
  return [[a, b, c], [a, b, d], [c, d, a], [c, d, b]].some((end, i) => turns[i] === 0 && between(...end));
}

const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

const between = (a, b, c) => [0, 1].every((i) => Math.min(a[i], b[i]) <= c[i] && c[i] <= Math.max(a[i], b[i]));

function area(corners) {
  const twice = corners.reduce((sum, [x, y], i) => {
    const [nx, ny] = corners[(i + 1) % corners.length];
    return sum + x * ny - nx * y;
  }, 0);
  return Math.abs(twice) / 2;
}

function distance([x, y], [ax, ay], [bx, by], aspect) {
  const [dx, dy, px, py] = [(bx - ax) * aspect, by - ay, (x - ax) * aspect, y - ay];
  const along = clamp((px * dx + py * dy) / (dx * dx + dy * dy || 1));
  return Math.hypot(px - along * dx, py - along * dy);
}

const clamp = (part) => Math.min(1, Math.max(0, part));

const rounded = (part) => Math.round(part * 1e4) / 1e4;

const span = (parts) => [Math.min(...parts), Math.max(...parts)];
