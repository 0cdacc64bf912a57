import { createHash } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type CaseRecord, folderOfCase } from '../../model/case.ts';
import type { RunCase } from '../../model/run.ts';
import type { AllureAttachment } from './result.ts';

const TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.har': 'application/json',
  '.xml': 'application/xml',
  '.txt': 'text/plain',
};

/**
 * Attaches a case's evidence to its result: timeline and decoded messages first, then the rest, then the handset's
 * facts.
 */
export async function attachEvidence(options: {
  runDir: string;
  folder: string;
  row: RunCase;
  record: CaseRecord;
}): Promise<AllureAttachment[]> {
  const { runDir, folder, row, record } = options;
  const files = Object.keys(record.files).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const timeline = nameFor(row, 'timeline.html');
  await copyFile(join(runDir, 'report/timeline', `${folderOfCase(row.id)}.html`), join(folder, timeline));
  const attachments: AllureAttachment[] = [
    { name: 'timeline: scenario, traffic and recorder', source: timeline, type: 'text/html' },
  ];
  for (const file of files) {
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    const source = nameFor(row, file);
    await copyFile(join(runDir, row.evidence, file), join(folder, source));
    attachments.push({ name: file, source, type });
  }
  const facts = nameFor(row, 'facts.json');
  await writeFile(join(folder, facts), JSON.stringify(record.facts, null, 2));

  return [
    ...attachments,
    { name: 'facts of the handset and the case', source: facts, type: 'application/json' },
  ];
}

function rank(file: string): number {
  return ['decoded/', 'plots/', 'screens/', 'traffic.har'].findIndex((start) => file.startsWith(start)) >>> 0;
}

/** The same file of the same case always gets the same name, so that a second report leaves no copies. */
function nameFor(row: RunCase, file: string): string {
  return `${createHash('md5').update(`${row.id}\0${file}`).digest('hex')}-attachment${extname(file)}`;
}
