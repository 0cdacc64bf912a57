import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TimelineStep } from '../../model/timeline.ts';
import { leakRecord, runOf } from '../testing/run.ts';
import { stepsOf } from './steps.ts';

const at = '2020-05-04T01:30:00.000Z';
const proof = (...cues: [name: string, seen: boolean][]): TimelineStep => ({
  kind: 'private-proof',
  at,
  canaries: ['visit-1'],
  cues: cues.map(([name, seen]) => ({ name, seen, detail: '' })),
});
const loaded = (canary: string, served: boolean, beacon: boolean): TimelineStep => ({
  kind: 'page-loaded',
  at,
  canary,
  served,
  beacon,
});

describe('stepsOf', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'leakgate-steps-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const statusOf = async (step: TimelineStep): Promise<string | undefined> => {
    const [row] = runOf('clean').cases;
    assert.ok(row);
    const dir = join(folder, row.evidence);
    await mkdir(dir, { recursive: true });
    await writeFile(
      join(dir, 'timeline.json'),
      JSON.stringify({ schema: 'leakgate/timeline@1', steps: [step] }),
    );
    await writeFile(
      join(dir, 'canaries.json'),
      JSON.stringify([
        { id: 'visit-1', kind: 'url', value: 'https://a.example/' },
        { id: 'search-1', kind: 'search', value: 'garden kettle' },
      ]),
    );

    return (await stepsOf(folder, row, { ...leakRecord, finishedAt: at }))[0]?.status;
  };

  const rows: [what: string, step: TimelineStep, status: string][] = [
    ['both cues', proof(['page-marker', true], ['menu-item', true]), 'passed'],
    ['one cue that was seen twice', proof(['page-marker', true], ['page-marker', true]), 'broken'],
    ['an unknown cue', proof(['page-marker', true], ['colour', true]), 'broken'],
    ['a cue that was not seen', proof(['page-marker', true], ['menu-item', false]), 'broken'],
    ['a page whose script reported', loaded('visit-1', true, true), 'passed'],
    ['a page whose script did not report', loaded('visit-1', true, false), 'broken'],
    ['a page that was not served', loaded('visit-1', false, true), 'broken'],
    ['a result page, which has no script', loaded('search-1', true, false), 'passed'],
    ['a result page that was not served', loaded('search-1', false, false), 'broken'],
    ['a page of the twin', loaded('twin-visit-1', true, false), 'passed'],
  ];
  for (const [what, step, status] of rows)
    it(`gives ${what} the status ${status}`, async () => assert.equal(await statusOf(step), status));
});
