/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */
/** @typedef {import('./table.mjs').Room} Room */
/** @typedef {import('./folders.mjs').Folder} Folder */

/** A unit test, or what unit tests share: may import any package, all of Node, the tables, and what other rooms' tests share. */
const TEST = '(\\.test\\.ts$|/testing/)';
/** A test of several rooms: may import any file of any room. */
const JOINT_TEST = '\\.e2e\\.test\\.ts$';
const BENCH = '^bench/';
const CONFIG = '^wdio\\.conf\\.ts$';
const SHARED_BY_TESTS = '/testing/';
const TABLES = '^harness/tables/';
/** @type {import('dependency-cruiser').DependencyType[]} */
const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

/**
 * The tables as dependency-cruiser's rules.
 * @param {readonly Room[]} rooms
 * @param {readonly Folder[]} folders
 * @returns {Rule[]}
 */
export function rulesOf(rooms, folders) {
  return [
    {
      name: 'not-found',
      comment: 'the imported file or package was not found',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'circle',
      comment: 'this import is part of an import cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...rooms.flatMap((room) => [...rulesOfRoom(room, rooms), ...rulesOfFront(room, rooms)]),
    ...folders.flatMap((folder) => ruleOfFolder(folder, rooms)),
  ];
}

/**
 * @param {Room} room
 * @param {readonly Room[]} rooms
 * @returns {Rule[]}
 */
function rulesOfFront({ path, front }, rooms) {
  if (front.includes('*')) return [];
  const ownPath = `^${escapeRegExp(path)}/`;
  const others = rooms.filter((room) => room.path !== path).map((room) => `^${escapeRegExp(room.path)}/`);
  const entries = front.map((entry) => `^${escapeRegExp(`${path}/${entry}`)}$`);
  const comment = `other rooms may import ${formatAllowed(front)} from ${path}`;

  return [
    {
      name: `${path}: front`,
      comment,
      severity: 'error',
      from: { path: [...others, CONFIG], pathNot: [TEST, BENCH] },
      to: { path: ownPath, pathNot: entries },
    },
    {
      name: `${path}: front for tests`,
      comment: `${comment}; tests may also import from ${path}/testing/`,
      severity: 'error',
      from: {
        path: [...others.map((other) => `${other.slice(0, -1)}(?=/).*${TEST}`), BENCH],
        pathNot: [ownPath, JOINT_TEST],
      },
      to: { path: ownPath, pathNot: [...entries, SHARED_BY_TESTS] },
    },
  ];
}

/**
 * Also an import through files of other folders counts: the launcher must not load what a worker does.
 * @param {Folder} folder
 * @param {readonly Room[]} rooms
 * @returns {Rule[]}
 */
function ruleOfFolder({ path, imports }, rooms) {
  const room = rooms.find((each) => path.startsWith(`${each.path}/`))?.path;
  if (room === undefined) throw new Error(`the folder ${path} is in no room of .ci/rooms/table.mjs`);
  const allowed = [path, `${room}/testing`, ...imports.map((each) => `${room}/${each}`)];

  return [
    {
      name: `${path}: folder`,
      comment: `from the other folders of ${room}, ${path} may import ${formatAllowed(imports)}`,
      severity: 'error',
      from: { path: `^${escapeRegExp(path)}/`, pathNot: [TEST, JOINT_TEST] },
      to: {
        path: `^${escapeRegExp(room)}/[^/]+/`,
        pathNot: allowed.map((each) => `^${escapeRegExp(each)}/`),
        reachable: true,
      },
    },
  ];
}

/**
 * @param {Room} room
 * @param {readonly Room[]} rooms
 */
function rulesOfRoom(room, rooms) {
  const ownPath = `^${escapeRegExp(room.path)}/`;
  /** @type {Rule[]} */
  const rules = [];
  if (!room.rooms.includes('*')) {
    const others = rooms.map((other) => `^${escapeRegExp(other.path)}/`);
    const allowed = room.rooms.map((other) => `^${escapeRegExp(other)}/`);
    const comment = `from other rooms, ${room.path} may import ${formatAllowed(room.rooms)}`;
    rules.push(
      {
        name: `${room.path}: rooms`,
        comment,
        severity: 'error',
        from: { path: ownPath, pathNot: [JOINT_TEST, TEST] },
        to: { path: others, pathNot: [ownPath, ...allowed] },
      },
      {
        name: `${room.path}: rooms, in its unit tests`,
        comment,
        severity: 'error',
        from: { path: `${ownPath}.*${TEST}`, pathNot: JOINT_TEST },
        to: { path: others, pathNot: [ownPath, ...allowed, TABLES, SHARED_BY_TESTS] },
      },
    );
  }
  if (!room.packages.includes('*')) {
    rules.push({
      name: `${room.path}: packages`,
      comment: `from npm, ${room.path} may import ${formatAllowed(room.packages)}`,
      severity: 'error',
      from: { path: ownPath, pathNot: TEST },
      to: {
        dependencyTypes: [...NPM],
        pathNot: [...room.packages.map(packagePath), packagePath('@types/*')],
      },
    });
  }
  if (!room.node.includes('*')) {
    rules.push({
      name: `${room.path}: node`,
      comment: `from Node, ${room.path} may import ${formatAllowed(room.node)}`,
      severity: 'error',
      from: { path: ownPath, pathNot: TEST },
      to: {
        dependencyTypes: ['core'],
        ...(room.node.length > 0 ? { pathNot: `^(node:)?(${room.node.join('|')})$` } : {}),
      },
    });
  }

  return rules;
}

/** @param {string} name */
function packagePath(name) {
  return name.endsWith('/*')
    ? `node_modules/${escapeRegExp(name.slice(0, -1))}`
    : `node_modules/${escapeRegExp(name)}/`;
}

/** @param {readonly string[]} names */
function formatAllowed(names) {
  return names.length === 0 ? 'nothing' : `only ${names.join(', ')}`;
}

/** @param {string} text */
function escapeRegExp(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
