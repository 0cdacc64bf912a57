import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parseJson, readText } from '../../evidence/json-file.ts';
import type { CaseSummary } from '../summary/summary.ts';
import type { PageCase } from './page-case.ts';
import type { PageFiles } from './page-files.ts';

/** Requests that carried history, as a HAR of their own; only in a single file. */
export const FINDINGS_HAR = 'findings.har';
/** Bytes of evidence in a page. As base64 they take a third more; many mail servers refuse more than 20 MB. */
const MAX_BYTES = 12 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.json': 'application/json',
  '.har': 'application/json',
  '.txt': 'text/plain',
};

/** Reads the evidence of leaks and of cases for which the gate fails, the most urgent first, as data URLs. */
export async function embeddedFiles(
  runDir: string,
  cases: readonly CaseSummary[],
  caseOf: (id: string) => PageCase | undefined,
): Promise<PageFiles> {
  const urls = new Map<string, string>();
  let bytes = 0;
  let leftOut = 0;
  const embed = (key: string, file: string, content: Uint8Array) => {
    if (bytes + content.length > MAX_BYTES) return void leftOut++;
    bytes += content.length;
    urls.set(key, dataUrl(file, content));
  };
  for (const each of cases) {
    const shown = caseOf(each.row.id);
    if (!shown || !each.record || !(each.verdict === 'leaks' || each.failsGate)) continue;
    const dir = join(runDir, each.row.evidence);
    for (const file of [...shown.files].filter((name) =>
      /^(?:(?:case|canaries)\.json|(?:screens|decoded)\/.*\.(?:png|txt))$/.test(name),
    ))
      embed(keyOf(each.row.id, file), file, await readFile(join(dir, file)));
    if (each.leaks.length > 0)
      embed(keyOf(each.row.id, FINDINGS_HAR), FINDINGS_HAR, await findingsHar(dir, each, shown));
  }
  const run = dataUrl('run.json', await readFile(join(runDir, 'run.json')));

  return {
    isSingleFile: true,
    inside: { run, leftOut },
    caseFile: (row, file) => urls.get(keyOf(row.id, file)),
    timeline: () => undefined,
  };
}

function keyOf(id: string, file: string): string {
  return JSON.stringify([id, file]);
}

function dataUrl(file: string, content: Uint8Array): string {
  return `data:${TYPES[extname(file)] ?? 'application/octet-stream'};base64,${Buffer.from(content).toString('base64')}`;
}

/** The entries of a case's HAR files that carried findings, exactly as they were recorded, with their index in a comment. */
async function findingsHar(
  dir: string,
  { leaks }: CaseSummary,
  { recorded, files }: PageCase,
): Promise<Buffer> {
  const traffic = await entriesOf(join(dir, 'traffic.har'));
  const late = files.has('late.har') ? await entriesOf(join(dir, 'late.har')) : [];
  const indexes = [...new Set(leaks.flatMap(({ exchanges }) => exchanges))].toSorted((a, b) => a - b);
  const entries = indexes.flatMap((index) => {
    const isLate = index >= recorded;
    const entry = isLate ? late[index - recorded] : traffic[index];
    const comment = `${isLate ? 'late.har' : 'traffic.har'}, log.entries[${isLate ? index - recorded : index}]`;

    return entry === undefined ? [] : [{ ...entry, comment }];
  });

  return Buffer.from(
    JSON.stringify(
      { log: { version: '1.2', creator: { name: 'Leakgate', version: '1' }, entries } },
      null,
      2,
    ),
  );
}

async function entriesOf(file: string): Promise<object[]> {
  // `readPageCase` has read this file with its schema.
  const { log } = parseJson(await readText(file), file) as { log: { entries: object[] } };

  return log.entries;
}
