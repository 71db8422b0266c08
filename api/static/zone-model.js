// What is drawn: the corners of every zone by the name of its field, which one is at hand, and the way back.

const STEPS_MAX = 200;

export class ZoneModel {
  #back = [];
  #forth = [];
  #saved;

  constructor(zones, current) {
    this.zones = zones;
    this.current = current;
    this.#saved = JSON.stringify(zones);
  }

  get corners() {
    return this.zones[this.current] ?? [];
  }

  get isChanged() {
    return JSON.stringify(this.zones) !== this.#saved;
  }

  get canUndo() {
    return this.#back.length > 0;
  }

  get canRedo() {
    return this.#forth.length > 0;
  }

  // Before a change that is to be one step of the way back.
  begin() {
    this.#back.push(this.#step());
    if (this.#back.length > STEPS_MAX) this.#back.shift();
    this.#forth = [];
  }

  // After a step that changed nothing in the end.
  settle() {
    if (this.#back.at(-1)?.zones === JSON.stringify(this.zones)) this.#back.pop();
  }

  set(corners, name = this.current) {
    this.zones[name] = corners;
  }

  undo() {
    return this.#go(this.#back, this.#forth);
  }

  redo() {
    return this.#go(this.#forth, this.#back);
  }

  #go(from, to) {
    const step = from.pop();
    if (!step) return false;
    to.push(this.#step());
    this.zones = JSON.parse(step.zones);
    this.current = step.current;
    return true;
  }

  #step() {
    return { zones: JSON.stringify(this.zones), current: this.current };
  }
}
