/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */
/** @typedef {import('./table.mjs').Room} Room */

// Types alone (@types) are everybody's.
/** A unit test, or what unit tests share: may use any package and all of Node. */
const TEST = '(\\.test\\.ts$|/testing/)';
/** A test that brings rooms together: may import any of them. */
const JOINT_TEST = '\\.e2e\\.test\\.ts$';
/** @type {import('dependency-cruiser').DependencyType[]} */
const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

/**
 * The table of rooms as dependency-cruiser's rules.
 * @param {readonly Room[]} rooms
 * @returns {Rule[]}
 */
export function rulesOf(rooms) {
  return [
    {
      name: 'not-found',
      comment: 'An import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...rooms.flatMap((room) => rulesOfRoom(room, rooms)),
  ];
}

/**
 * @param {Room} room
 * @param {readonly Room[]} rooms
 */
function rulesOfRoom(room, rooms) {
  const own = `^${escape(room.path)}/`;
  /** @type {Rule[]} */
  const rules = [];
  if (!room.rooms.includes('*')) {
    const others = rooms.map((other) => `^${escape(other.path)}/`);
    const allowed = room.rooms.map((other) => `^${escape(other)}/`);
    rules.push({
      name: `${room.path}: rooms`,
      comment: `may import ${list(room.rooms)} of ours`,
      severity: 'error',
      from: { path: own, pathNot: JOINT_TEST },
      to: { path: others, pathNot: [own, ...allowed] },
    });
  }
  if (!room.packages.includes('*')) {
    rules.push({
      name: `${room.path}: packages`,
      comment: `may import ${list(room.packages)} of npm`,
      severity: 'error',
      from: { path: own, pathNot: TEST },
      to: {
        dependencyTypes: [...NPM],
        pathNot: [...room.packages.map(packagePath), packagePath('@types/*')],
      },
    });
  }
  if (!room.node.includes('*')) {
    rules.push({
      name: `${room.path}: node`,
      comment: `may import ${list(room.node)} of Node`,
      severity: 'error',
      from: { path: own, pathNot: TEST },
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
  return name.endsWith('/*') ? `node_modules/${escape(name.slice(0, -1))}` : `node_modules/${escape(name)}/`;
}

/** @param {readonly string[]} names */
function list(names) {
  return names.length === 0 ? 'nothing' : names.join(', ');
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
