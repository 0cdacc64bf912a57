import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { readRun } from '../evidence/folders.ts';
import { writeCurrentRun } from '../runner/testing/run-folder.ts';
import { policy } from '../verdict/testing/evidence.ts';
import { compareIndependence } from './verified.ts';

describe('compareIndependence', () => {
  it('reports a clean case that does not repeat what the experiment of its run says now', async () => {
    const written = await writeCurrentRun();
    const { cases } = await readRun(written.dir);
    await rm(written.dir, { recursive: true, force: true });
    const [clean] = cases;
    assert.equal(clean?.verdict, 'clean');
    const reasons = [{ code: 'dependence-not-shown', text: 'Nothing was shown.' }];
    const experiment = { ...clean, id: 'an/experiment', verdict: 'inconclusive' as const, reasons };
    const said = { case: 'an/experiment', detail: 'Nothing was shown' };
    const compared = (independent: (typeof said)[]) =>
      compareIndependence(
        [
          { row: clean, independent },
          { row: experiment, independent: [] },
        ],
        policy,
      );
    assert.deepEqual(compared([said]), []);
    for (const wrong of [[], [{ ...said, detail: 'Other' }], [{ ...said, case: 'another' }], [said, said]])
      assert.match(compared(wrong).join(), /does not repeat what the experiment/);
  });
});
