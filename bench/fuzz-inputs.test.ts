import assert from 'node:assert/strict';
import { createChance } from './detect-traffic.ts';
import { brokenHar, damage, randomPayload } from './fuzz-inputs.ts';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1);

describe('inputs for fuzzing', () => {
  it('are the same for the same seed', () => {
    for (const make of [brokenHar, randomPayload]) {
      assert.ok(make(createChance(5)).equals(make(createChance(5))));
      assert.equal(new Set(SEEDS.map((seed) => make(createChance(seed)).toString('hex'))).size, SEEDS.length);
    }
  });

  it('are broken HARs of which some still are JSON and some are not', () => {
    const isJson = (text: string) => {
      try {
        return JSON.parse(text) !== undefined;
      } catch {
        return false; // Broken, as was meant.
      }
    };
    const whole = SEEDS.filter((seed) => isJson(brokenHar(createChance(seed)).toString()));
    assert.ok(whole.length > 5 && whole.length < SEEDS.length - 5, `${whole.length} of ${SEEDS.length}`);
  });

  it('stay below the size that was asked for', () => {
    for (const seed of SEEDS) assert.ok(randomPayload(createChance(seed), 1000).length <= 2000);
  });

  it('are damaged somewhere, and never grow without end', () => {
    const bytes = Buffer.alloc(500, 'abcde');
    for (const seed of SEEDS) {
      const damaged = damage(createChance(seed), bytes);
      assert.ok(!damaged.equals(bytes));
      assert.ok(damaged.length < 3000, `${damaged.length}`);
    }
  });
});
