/** Lines that are said again where a step is no mocha run, or ended before mocha could sum up. */
const LAST_LINES = 40;

/**
 * What a step said of its failures: mocha's own summary from "N failing" on, else its last lines. Long logs are cut from
 * the front by whoever keeps them, so this is said again at the end.
 * @param {string} said what the step printed on stdout
 * @param {string} complained what it printed on stderr
 * @returns {string}
 */
export function failuresOf(said, complained) {
  const summary = /^ *\d+ failing\n/m.exec(said);
  if (summary) return said.slice(summary.index).trimEnd();

  return [said, complained]
    .map((text) => text.trimEnd().split('\n').slice(-LAST_LINES).join('\n'))
    .filter((text) => text !== '')
    .join('\n');
}
