import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import fc from 'fast-check';

describe('property tests', () => {
  it('use the same seed, however mocha loaded them', async () => {
    const byRequire = createRequire(import.meta.url)('fast-check') as typeof fc;
    const byImport = (await import('fast-check')).default;
    for (const each of [fc, byRequire, byImport]) {
      assert.equal(each.readConfigureGlobal().seed, Number(process.env.LEAKGATE_SEED ?? 1));
    }
  });
});
