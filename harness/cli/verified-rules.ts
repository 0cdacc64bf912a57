import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../evidence/json-file.ts';
import { Fault } from '../model/fault.ts';
import { type Rules, rulesSchema } from '../model/rules.ts';
import type { Run } from '../model/run.ts';
import { readRules } from '../runner/rules.ts';
import { digestOfSource } from '../runner/source-digest.ts';

/**
 * Differences between the current rules and the run's, one sentence each; empty where they are the same.
 * @throws {Fault} where the run has no rules
 */
export async function compareRules(runDir: string, run: Run): Promise<string[]> {
  const rulesOfRun = await readJson(join(runDir, 'rules/rules.json'), rulesSchema);
  const current = await readRules();
  const kept = await findReplacedTables(runDir, run, rulesOfRun);
  if (current.digest === rulesOfRun.digest && current.digest === run.rules) return kept;

  return [
    ...kept,
    ...(rulesOfRun.digest === run.rules
      ? []
      : ['rules/rules.json and run.json name different digests of the rules']),
    ...differingNames(rulesOfRun.files, current.files),
    ...differingNames(rulesOfRun.packages, current.packages).map(
      (name) => `${name} ${rulesOfRun.packages[name] ?? 'none'}, here ${current.packages[name] ?? 'none'}`,
    ),
    ...(rulesOfRun.unicode === current.unicode
      ? []
      : [`Unicode ${rulesOfRun.unicode}, here ${current.unicode}`]),
    ...(rulesOfRun.icu === current.icu ? [] : [`ICU ${rulesOfRun.icu ?? 'unknown'}, here ${current.icu}`]),
  ];
}

/** Tables in the run's folder whose content differs from the digest in `rules.json`. */
async function findReplacedTables(runDir: string, run: Run, { files }: Rules): Promise<string[]> {
  const tables = Object.entries(files).filter(([path]) => run.files[`rules/${path}`] !== undefined);
  const found = await Promise.all(
    tables.map(async ([path, digest]) => {
      // Older runs have the digest of the bytes here, not of the content.
      if (run.files[`rules/${path}`] === digest || (await contentDigestOf(runDir, path)) === digest)
        return [];

      return [`rules/${path} does not have the digest that rules/rules.json names`];
    }),
  );

  return found.flat();
}

/** Digest of a table in the run's folder; undefined where it does not parse. */
async function contentDigestOf(runDir: string, path: string): Promise<string | undefined> {
  const text = await readFile(join(runDir, 'rules', path), 'utf8');
  try {
    return await digestOfSource(path, text);
  } catch (error) {
    // The caller reports a table that does not parse as different.
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

function differingNames(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]).sort();
}
