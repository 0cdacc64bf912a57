import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { createNarrator } from './narrator.ts';
import { type Prepared, shutDown } from './preparation.ts';

describe('shutDown', () => {
  const found = [{ kind: 'shell', what: 'frobnicate', times: 1 }];

  for (const failing of ['record', 'pool', 'appium', 'adb'] as const)
    it(`stops everything else and prints the error if it cannot stop: ${failing}`, async () => {
      const out = new PassThrough();
      const calls: string[] = [];
      const stopOf = (name: string) => ({
        async stop() {
          calls.push(name);
          if (name === failing) throw new Error(`${name} is stuck`);

          return found;
        },
      });
      const state = {
        ...Object.fromEntries(['record', 'pool', 'appium', 'adb'].map((name) => [name, stopOf(name)])),
        narrator: createNarrator({ out, simulated: true }),
      } as unknown as Prepared;
      assert.deepEqual(await shutDown(state), failing === 'pool' ? [] : found);
      assert.deepEqual(calls, ['record', 'pool', 'appium', 'adb']);
      assert.match(String(out.read()), new RegExp(`could not be .*: ${failing} is stuck\n$`));
    });
});
