import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allCells, nameOfCell } from './testing/chaos/matrix.ts';
import { openResults, summaryOf } from './testing/chaos/results.ts';
import { runMatrix } from './testing/chaos/run-matrix.ts';

/** One run: a broken app, a broken phone and a broken harness. `npm run test:chaos` runs every cell. */
const SAMPLE = ['app-crash at wait', 'reboot at wait', 'adb-killed at visit', 'lock at launch'];
const LIMIT_MS = 30 * 60_000;
const SPEED = 60;

describe('a sample of the matrix of faults', function () {
  this.timeout(LIMIT_MS);

  it('has no false clean, no hang and no phone that is left changed, and later cases run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leakgate-chaos-'));
    const cells = allCells().filter((cell) => SAMPLE.includes(nameOfCell(cell)));
    assert.equal(cells.length, SAMPLE.length);
    const results = openResults(join(folder, 'results.json'), '');
    await runMatrix({
      cells,
      handsets: 1,
      speed: SPEED,
      results,
      keepIn: join(folder, 'kept'),
      print: (line) => void process.stderr.write(`${line}\n`),
    });
    await rm(folder, { recursive: true });
    process.stdout.write(`    ${summaryOf(results.all(), allCells().length)}\n`);
    assert.equal(results.all().length, cells.length);
    assert.deepEqual(
      results.all().filter(({ wrong }) => wrong.length > 0),
      [],
    );
  });
});
