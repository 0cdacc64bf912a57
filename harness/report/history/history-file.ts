import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { readJson } from '../../evidence/json-file.ts';
import { makeFolder } from '../../evidence/make-folder.ts';
import { invariant } from '../../model/fault.ts';
import { type HistoryRow, historyRowSchema, historySchema } from '../../model/history.ts';
import { issueText } from '../../model/issue-text.ts';
import { counted } from '../../model/counted.ts';

/** MiB. A history of 40 releases and 20 scenarios has about 50 after a month of nights. */
const LARGEST = 128;
/** Number of broken rows that are named. */
const MOST_NAMED = 3;

export interface ReadHistory {
  rows: HistoryRow[];
  /** Rows that were left out, and why. */
  warnings: string[];
}

/**
 * Reads a history. A missing file is an empty one. Broken rows are left out and named.
 * @throws {Fault} for a file that is too large, or that is no history: writing into it would destroy something else
 */
export async function readHistory(file: string): Promise<ReadHistory> {
  if (!existsSync(file)) return { rows: [], warnings: [] };
  const fix = 'name another file with --history, or remove this one';
  invariant(statSync(file).isFile(), `${file} is not a file, so it cannot be a history`, fix);
  invariant(
    statSync(file).size <= LARGEST * 2 ** 20,
    `the history ${file} is larger than ${LARGEST} MiB`,
    fix,
  );
  const { rows: given } = await readJson(file, historySchema.extend({ rows: z.array(z.unknown()) }));
  const rows: HistoryRow[] = [];
  const broken: string[] = [];
  for (const [at, row] of given.entries()) {
    const checked = historyRowSchema.safeParse(row, { error: issueText });
    if (checked.success) rows.push(checked.data);
    else {
      const [issue] = checked.error.issues;
      broken.push(`rows[${at}]${issue ? ` (${issue.path.join('.')}: ${issue.message})` : ''}`);
    }
  }
  const more = broken.length > MOST_NAMED ? `, and ${broken.length - MOST_NAMED} more` : '';

  return {
    rows,
    warnings:
      broken.length === 0
        ? []
        : [
            `${counted(broken.length, 'row')} of the history ${file} cannot be read and ${broken.length === 1 ? 'is' : 'are'} left out: ${broken.slice(0, MOST_NAMED).join(', ')}${more}`,
          ],
  };
}

/** Writes a history atomically, a row in each line. */
export async function writeHistory(file: string, rows: readonly HistoryRow[]): Promise<void> {
  makeFolder(dirname(file), '--history');
  const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
  await writeFileAtomic(file, `{ "schema": "leakgate/history@1", "rows": [\n${lines}\n] }\n`);
}
