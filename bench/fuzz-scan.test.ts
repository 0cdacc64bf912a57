import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FuzzResult, fuzzOne } from './fuzz-one.ts';

const INPUTS = 60;

describe('broken HARs', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-fuzz-'));
  });
  after(() => rm(dir, { recursive: true }));

  it('cause no crash, only a report or a Fault with a message', async function () {
    this.timeout(120_000);
    const results: FuzzResult[] = [];
    for (let seed = 1; seed <= INPUTS; seed++) results.push(await fuzzOne(seed, join(dir, 'x.har')));
    assert.deepEqual(
      results.filter(({ outcome }) => outcome === 'crash'),
      [],
    );
    for (const outcome of ['read', 'fault'] as const)
      assert.ok(results.filter((each) => each.outcome === outcome).length >= 5, outcome);
  });
});
