import assert from 'node:assert/strict';
import type { SuKind } from '../device.ts';
import { createBareShell, type BareShell } from '../testing/bare-shell.ts';
import { compareShells, faultsOf, type Comparison } from './compare.ts';
import { readKnownDifferences, readSentLines, readTriedLines, type SentLines } from './lines.ts';
import {
  createScratchShell,
  missingForScratchShell,
  scratchStandIn,
  type ScratchShell,
} from './scratch-shell.ts';

describe('the simulated shell, compared with mksh and toybox', function () {
  this.timeout(120_000);
  const comparisons: Comparison[] = [];

  before(function () {
    const missing = missingForScratchShell();
    if (missing === undefined) return;
    process.stdout.write(`    skipped: ${missing}\n`);
    this.skip();
  });

  const phones: [su: SuKind | undefined, list: keyof SentLines, tried: readonly string[]][] = [
    ['aosp', 'aosp', readTriedLines().anywhere],
    ['magisk', 'managed', []],
    ['kernelsu', 'managed', []],
    [undefined, 'no-root', []],
  ];
  for (const [su, list, tried] of phones)
    it(`runs the lines of a run on a phone ${su === undefined ? 'without root' : `with the su of ${su}`}`, async () => {
      const sent = readSentLines()[list];
      assert.ok(sent.length > 0, 'no line was recorded');
      const rooted = su !== undefined;
      const own = createBareShell({ rooted, ...(rooted && { su }), standIn: scratchStandIn });
      own.system.image.remount('/', false); // the scratch folder has no mounts
      const real = createScratchShell(own.device.files, su);
      comparisons.push(...(await compareAndStop([...sent, ...tried], own, real)));
    });

  it('has the same exit code and output for each line, except for the known differences', () => {
    const known = readKnownDifferences().filter(({ judge }) => judge !== 'namespace');
    assert.equal(faultsOf(comparisons, known).join('\n'), '');
  });
});

async function compareAndStop(
  lines: readonly string[],
  own: BareShell,
  real: ScratchShell,
): Promise<Comparison[]> {
  try {
    return await compareShells(lines, own, real);
  } finally {
    own.stop();
    real.stop();
  }
}
