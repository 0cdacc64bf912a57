import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type CaseRecord, folderOfCase } from '../../model/case.ts';
import type { RunCase } from '../../model/run.ts';
import { withoutEvidenceLinks } from '../timeline-page.ts';
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
 * Attaches a case's evidence to its result: timeline, decoded messages, plots, screenshots and traffic first, then the other
 * files, then the facts of the handset and the case.
 */
export async function attachEvidence(options: {
  runDir: string;
  folder: string;
  row: RunCase;
  record: CaseRecord;
}): Promise<AllureAttachment[]> {
  const { runDir, folder, row, record } = options;
  const files = Object.keys(record.files).toSorted((a, b) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1));
  const timeline = attachmentName(row, 'timeline.html');
  const page = await readFile(join(runDir, 'report/timeline', `${folderOfCase(row.id)}.html`), 'utf8');
  await writeFile(join(folder, timeline), withoutEvidenceLinks(page));
  const attachments: AllureAttachment[] = [
    { name: 'timeline: scenario, traffic and recorder', source: timeline, type: 'text/html' },
  ];
  for (const file of files) {
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    const source = attachmentName(row, file);
    await copyFile(join(runDir, row.evidence, file), join(folder, source));
    attachments.push({ name: file, source, type });
  }
  const facts = attachmentName(row, 'facts.json');
  await writeFile(join(folder, facts), JSON.stringify(record.facts, null, 2));

  return [
    ...attachments,
    { name: 'facts of the handset and the case', source: facts, type: 'application/json' },
  ];
}

/** The position of a file in the list of attachments. `>>> 0` turns -1, for any other file, into the largest number. */
function orderOf(file: string): number {
  return ['decoded/', 'plots/', 'screens/', 'traffic.har'].findIndex((start) => file.startsWith(start)) >>> 0;
}

/** The name of an attachment, which depends only on case and file, so that a second report leaves no copies. */
function attachmentName(row: RunCase, file: string): string {
  return `${createHash('md5').update(`${row.id}\0${file}`).digest('hex')}-attachment${extname(file)}`;
}
