import assert from 'node:assert/strict';
import { mustHaveNamespace, missingForNamespace } from '../simulator/linux/requirements.ts';
import { runOnKind } from './testing/kind-outcomes.ts';
import { readDeclarations } from './testing/proving-runs.ts';

const LIMIT_MS = 15 * 60_000;

describe('a leaking release and the control on a handset whose shell and network are those of Linux', function () {
  this.timeout(LIMIT_MS);

  it('have the verdicts of a rooted handset', async function () {
    const missing = missingForNamespace();
    if (missing !== undefined) {
      assert.ok(!mustHaveNamespace(), missing);
      process.stdout.write(`    skipped: ${missing}\n`);
      this.skip();
    }
    const kind = { name: 'linux', traits: ['linux'], rooted: true };
    assert.deepEqual(await runOnKind(kind, readDeclarations()), []);
  });
});
