import { createHash } from 'node:crypto';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { Fault, invariant, reasonOf } from '../model/fault.ts';
import { parseJson, readText } from './json-file.ts';
import { findDuplicateKey } from './json-names.ts';

/**
 * The run's digest: SHA-256, lowercase hex, of `run.json` in the canonical form of RFC 8785 (JCS): keys sorted, no spaces,
 * numbers and strings as in ECMAScript. Only spaces and the order of keys leave it unchanged. `run.json` contains the SHA-256
 * of every other file of the evidence, so the digest covers all of it.
 * @param run the parsed `run.json`, with unknown keys kept
 */
export function digestOfRun(run: unknown): string {
  return createHash('sha256')
    .update(canonicalize(run) ?? '')
    .digest('hex');
}

/**
 * The digest of the run in a folder.
 * @throws {Fault} if `run.json` is missing, is not JSON, or has no canonical form. With a duplicate key, readers could see other
 * values than the digest covers.
 */
export async function readRunDigest(runDir: string): Promise<string> {
  const file = join(runDir, 'run.json');
  const text = await readText(file);
  const run = parseJson(text, file);
  const duplicateKey = findDuplicateKey(text);
  invariant(
    duplicateKey === undefined,
    `${file} has no digest: an object in the file has the name ${JSON.stringify(duplicateKey)} twice`,
    'use the unchanged run.json that the run wrote',
  );
  try {
    return digestOfRun(run);
  } catch (error) {
    throw new Fault(`${file} has no digest, because its JSON has no canonical form (${reasonOf(error)})`, {
      cause: error,
    });
  }
}
