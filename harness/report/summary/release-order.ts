import type { RunCase } from '../../model/run.ts';

/**
 * Orders cases by family and then by version, oldest first, so that a row is next to the release that it is compared with. The plan
 * has another order: it begins with what takes longest.
 */
export function compareByRelease({ release: a }: RunCase, { release: b }: RunCase): number {
  return (
    compareTexts(a.family, b.family) || a.versionCode - b.versionCode || compareTexts(a.sha256, b.sha256)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
