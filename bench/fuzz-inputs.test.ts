import assert from 'node:assert/strict';
import { createRandom } from './detect-traffic.ts';
import { brokenHar, damage, randomPayload } from './fuzz-inputs.ts';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1);

describe('inputs for fuzzing', () => {
  it('are the same for the same seed', () => {
    for (const make of [brokenHar, randomPayload]) {
      assert.ok(make(createRandom(5)).equals(make(createRandom(5))));
      assert.equal(new Set(SEEDS.map((seed) => make(createRandom(seed)).toString('hex'))).size, SEEDS.length);
    }
  });

  it('are broken HARs, some of them still JSON', () => {
    const isJson = (text: string) => {
      try {
        return JSON.parse(text) !== undefined;
      } catch {
        return false; // Broken, as intended.
      }
    };
    const whole = SEEDS.filter((seed) => isJson(brokenHar(createRandom(seed)).toString()));
    assert.ok(whole.length > 5 && whole.length < SEEDS.length - 5, `${whole.length} of ${SEEDS.length}`);
  });

  it('stay below the given size', () => {
    for (const seed of SEEDS) assert.ok(randomPayload(createRandom(seed), 1000).length <= 2000);
  });

  it('are damaged, within a limit of size', () => {
    const bytes = Buffer.alloc(500, 'abcde');
    for (const seed of SEEDS) {
      const damaged = damage(createRandom(seed), bytes);
      assert.ok(!damaged.equals(bytes));
      assert.ok(damaged.length < 3000, `${damaged.length}`);
    }
  });
});
