import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fuzzed, fuzzOne } from './fuzz-one.ts';

const INPUTS = 60;

describe('broken HARs', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-fuzz-'));
  });
  after(() => rm(dir, { recursive: true }));

  it('crash nothing, and are read or refused in a sentence', async function () {
    this.timeout(120_000);
    const fuzzed: Fuzzed[] = [];
    for (let seed = 1; seed <= INPUTS; seed++) fuzzed.push(await fuzzOne(seed, join(dir, 'x.har')));
    assert.deepEqual(
      fuzzed.filter(({ outcome }) => outcome === 'crash'),
      [],
    );
    for (const outcome of ['read', 'fault'] as const)
      assert.ok(fuzzed.filter((each) => each.outcome === outcome).length >= 5, outcome);
  });
});
