/** Lines that are repeated if a step is no Mocha run, or ended before Mocha printed its summary. */
const LAST_LINES = 40;

/**
 * The failures of a step: Mocha's own summary from "N failing" on, else the last lines. CI services cut long logs from the
 * front, so this is repeated at the end.
 * @param {string} stdout of the step
 * @param {string} stderr of the step
 * @returns {string}
 */
export function failuresOf(stdout, stderr) {
  const summary = /^ *\d+ failing\n/m.exec(stdout);
  if (summary) return stdout.slice(summary.index).trimEnd();

  return [stdout, stderr]
    .map((text) => text.trimEnd().split('\n').slice(-LAST_LINES).join('\n'))
    .filter((text) => text !== '')
    .join('\n');
}
