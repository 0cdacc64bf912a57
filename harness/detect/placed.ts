import type { ScannedFinding } from '../model/scan.ts';
import type { Sighting } from './search.ts';

/** A finding and the sighting that it reports. */
export interface Placed<F extends ScannedFinding = ScannedFinding> {
  finding: F;
  sighting: Sighting;
}

/** Sorts by exchange, part, offset, chain and canary, and removes duplicates. */
export function sortFindings<F extends ScannedFinding>(placed: readonly Placed<F>[]): F[] {
  const seen = new Set<string>();
  const ordered = placed.toSorted(
    ({ finding: a, sighting: x }, { finding: b, sighting: y }) =>
      a.exchange - b.exchange ||
      compareText(a.part, b.part) ||
      compareNumbers(x.offsets, y.offsets) ||
      compareText(a.chain.join('\0'), b.chain.join('\0')) ||
      compareText(a.canary, b.canary),
  );

  return ordered
    .map(({ finding }) => finding)
    .filter(({ canary, exchange, part, chain }) => {
      const key = JSON.stringify([canary, exchange, part, chain]);

      return !seen.has(key) && seen.add(key);
    });
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++)
    if (a[at] !== b[at]) return (a[at] ?? 0) - (b[at] ?? 0);

  return a.length - b.length;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A sighting without the decoded message, which takes memory. */
export function withoutMessage(sighting: Sighting): Sighting {
  const copy = { ...sighting };
  delete copy.message;

  return copy;
}

/** A sighting in a name, which has no other text. */
export function withoutTexts(sighting: Sighting): Sighting {
  const copy = withoutMessage(sighting);
  delete copy.excerpt;

  return copy;
}
