import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findingsCsv, verdictsCsv } from './csv.ts';
import { versionsCsvOf } from './history/versions-csv.ts';
import { summaryOf } from './testing/outcomes.ts';

const EMPTY = {
  schema: 'leakgate/compare@1',
  simulated: true,
  judgedAgain: false,
  asked: true,
  pairs: [],
  alone: [],
  releases: [],
  codes: [],
  series: [],
  settings: [],
} as const;

describe('the columns of each CSV', () => {
  it('are explained in docs/reports.md, and no others are', async () => {
    const docs = await readFile(join(import.meta.dirname, '../../docs/reports.md'), 'utf8');
    const [, section = ''] = docs.split('## In a spreadsheet');
    const rows = [...section.matchAll(/^\| (`[^|]*) \| ([a-z, ]+) \|/gm)];
    const explained = rows.flatMap(([, names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    const headers = [
      verdictsCsv(summaryOf()),
      findingsCsv(summaryOf()),
      versionsCsvOf(structuredClone(EMPTY) as unknown as Parameters<typeof versionsCsvOf>[0]),
    ].map((csv) => (csv.split('\r\n')[0] ?? '').split(','));
    assert.deepEqual(new Set(explained), new Set(headers.flat()));
  });
});
