/** An assignment of blocks to arms: the arm's index for each block. */
export type Labeling = Uint8Array;

/** Assignments to compare with. */
export interface Labelings {
  labelings: readonly Labeling[];
  /** Whether these are all that the design allows; else a random part of them. */
  areAll: boolean;
}

/** As many assignments are enumerated or drawn. */
const MOST = 20_000;

/**
 * All assignments with as many blocks of each arm as in the recorded one, or a random part of them. The recorded one is among
 * them only if they are all.
 * @param draw as `createDraw`
 */
export function labelingsOf(recorded: Labeling, draw: (count: number) => number, most = MOST): Labelings {
  const sizes = sizesOf(recorded);
  if (countOf(sizes) <= most) return { labelings: [...enumerate(recorded.length, sizes)], areAll: true };
  const labelings = Array.from({ length: most }, () => shuffled(recorded, draw));

  return { labelings, areAll: false };
}

/** Number of blocks by arm. */
export function sizesOf(labeling: Labeling): number[] {
  const sizes: number[] = [];
  for (const arm of labeling) sizes[arm] = (sizes[arm] ?? 0) + 1;

  return Array.from(sizes, (size) => size ?? 0);
}

/** The number of assignments with these numbers of blocks. */
export function countOf(sizes: readonly number[]): number {
  let count = 1;
  let blocks = 0;
  for (const size of sizes) for (let each = 1; each <= size; each++) count = (count * ++blocks) / each;

  return Math.round(count);
}

function* enumerate(length: number, sizes: readonly number[]): Generator<Labeling> {
  const labeling = new Uint8Array(length);
  const left = [...sizes];
  function* fill(at: number): Generator<Labeling> {
    if (at === length) {
      yield labeling.slice();

      return;
    }
    for (let arm = 0; arm < left.length; arm++) {
      const remaining = left[arm] ?? 0;
      if (remaining === 0) continue;
      left[arm] = remaining - 1;
      labeling[at] = arm;
      yield* fill(at + 1);
      left[arm] = remaining;
    }
  }
  yield* fill(0);
}

function shuffled(labeling: Labeling, draw: (count: number) => number): Labeling {
  const other = labeling.slice();
  for (let last = other.length - 1; last > 0; last--) {
    const at = draw(last + 1);
    const kept = other[last] ?? 0;
    other[last] = other[at] ?? 0;
    other[at] = kept;
  }

  return other;
}
