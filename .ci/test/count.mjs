/**
 * How many tests a step ran, by the last count that Mocha printed. A step that failed without a failing test (a check, a
 * crash, its limit) counts as one that failed.
 * @param {string} said what the step wrote to stdout
 * @param {boolean} ok whether it ended well
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countTests(said, ok) {
  const count = (/** @type {string} */ word) =>
    Number([...said.matchAll(new RegExp(`^ +(\\d+) ${word}\\b`, 'gm'))].at(-1)?.[1] ?? 0);
  const failed = count('failing');

  return { passed: count('passing'), failed: ok || failed > 0 ? failed : 1, skipped: count('pending') };
}
