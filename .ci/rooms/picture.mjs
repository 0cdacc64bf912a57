import { rooms } from './table.mjs';

/** @typedef {import('./cruise.mjs').Import} Import */

/** Every room imports these. */
const IMPORTED_BY_ALL = new Set(['harness/model']);
/** Rooms for people who work on the project, not for the program. */
const OMITTED = new Set(['bench', '.ci']);
const TESTS = /\.test\.ts$|\/testing\//;

/**
 * The rooms and the imports between them, as a Mermaid flowchart. Tests are left out. So is an arrow where a longer path of
 * arrows says the same: what A imports through B is not drawn again from A.
 * @param {readonly Import[]} imports of the whole project
 * @returns {string}
 */
export function pictureOf(imports) {
  const drawn = rooms.filter(({ path }) => !IMPORTED_BY_ALL.has(path) && !OMITTED.has(path));
  const edges = edgesOf(imports, new Set(drawn.map(({ path }) => path)));
  const shown = withoutDetours(edges);
  const isPure = (/** @type {{ node: readonly string[] }} */ { node }) => !node.includes('*');
  const harness = drawn.filter(({ path }) => path.startsWith('harness/'));

  return [
    'flowchart TD',
    ...drawn.filter((room) => !harness.includes(room)).map(nodeOf),
    ...harness.filter((room) => !isPure(room)).map(nodeOf),
    '  subgraph pure [pure: no files, no processes, no state]',
    ...harness.filter(isPure).map((room) => `  ${nodeOf(room)}`),
    '  end',
    ...shown.map(({ from, to }) => `  ${idOf(from)} --> ${idOf(to)}`),
  ].join('\n');
}

/** @param {string} path */
function idOf(path) {
  return path.replace('harness/', '').replaceAll(/\W/g, '');
}

/** @param {{ path: string }} room */
function nodeOf({ path }) {
  return `  ${idOf(path)}[${path.replace('harness/', '')}]`;
}

/**
 * @param {readonly Import[]} imports
 * @param {ReadonlySet<string>} drawn
 * @returns {Import[]} between rooms, each once, sorted
 */
function edgesOf(imports, drawn) {
  const roomOf = (/** @type {string} */ file) => [...drawn].find((path) => file.startsWith(`${path}/`));
  /** @type {Map<string, Import>} */
  const edges = new Map();
  for (const { from: file, to: target } of imports) {
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from !== undefined && to !== undefined && from !== to && !TESTS.test(file))
      edges.set(`${from} ${to}`, { from, to });
  }

  return [...edges.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}

/**
 * @param {readonly Import[]} edges
 * @returns {Import[]}
 */
function withoutDetours(edges) {
  return edges.filter((edge) => !roomsFrom(edge.from, edges, edge).has(edge.to));
}

/**
 * The rooms that can be reached from a room if one of the edges is left out.
 * @param {string} start
 * @param {readonly Import[]} edges
 * @param {Import} without
 */
function roomsFrom(start, edges, without) {
  const reached = new Set([start]);
  for (const room of reached)
    for (const edge of edges) if (edge !== without && edge.from === room) reached.add(edge.to);

  return reached;
}
