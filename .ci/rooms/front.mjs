/** @typedef {import('./table.mjs').Room} Room */
/** @typedef {{ from: string, to: string }} Import */

/**
 * Entries of fronts that no other room imports: the front is to be as narrow as its use.
 * @param {readonly Import[]} imports of the whole project
 * @param {readonly Room[]} rooms
 * @returns {string[]} a sentence for each
 */
export function unusedEntries(imports, rooms) {
  return rooms.flatMap(({ path, front }) => {
    const imported = new Set(imports.filter(({ from }) => !from.startsWith(`${path}/`)).map(({ to }) => to));

    return front
      .filter((entry) => entry !== '*' && !imported.has(`${path}/${entry}`))
      .map((entry) => `no other room imports ${path}/${entry}: remove this file from the front of ${path}`);
  });
}
