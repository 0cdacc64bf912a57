/**
 * How many tests a step ran, by the last count that Mocha printed. A step that failed without a failing test (a check, a
 * crash, its limit) counts as one that failed.
 * @param {string} stdout of the step
 * @param {boolean} hasPassed whether the step succeeded
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countTests(stdout, hasPassed) {
  const count = (/** @type {string} */ word) =>
    Number([...stdout.matchAll(new RegExp(`^ +(\\d+) ${word}\\b`, 'gm'))].at(-1)?.[1] ?? 0);
  const failed = count('failing');

  return {
    passed: count('passing'),
    failed: hasPassed || failed > 0 ? failed : 1,
    skipped: count('pending'),
  };
}
