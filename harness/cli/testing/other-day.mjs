// Loaded before a program, it makes the program live eleven years and some days later, with a clock that jumps.
const AHEAD_MS = 4033 * 24 * 60 * 60 * 1000;
const Real = Date;
let jumps = 0;

class Later extends Real {
  /** @param {[] | [value: number | string | Date]} given */
  constructor(...given) {
    super(given.length === 0 ? Later.now() : given[0]);
  }

  /** @override */
  static now() {
    return Real.now() + AHEAD_MS + 3_600_000 * (jumps++ % 7);
  }
}

globalThis.Date = /** @type {DateConstructor} */ (/** @type {unknown} */ (Later));
