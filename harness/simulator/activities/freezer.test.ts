import assert from 'node:assert/strict';
import type { Device } from '../device.ts';
import { rulesOf } from '../android.ts';
import { freezeLater } from './freezer.ts';

describe('the freezer of cached apps', () => {
  const cases: [
    android: number,
    setting: string | undefined,
    afterMs: number | undefined,
    declared?: number,
  ][] = [
    [10, undefined, undefined],
    [13, undefined, 600_000],
    [14, undefined, 10_000],
    [15, 'device_default', 10_000],
    [14, 'disabled', undefined],
    [13, 'disabled', 5000, 5000],
  ];
  for (const [android, setting, afterMs, declared = null] of cases)
    it(`Android ${android}, setting ${setting ?? 'unset'}: ${afterMs ? `after ${afterMs} ms` : 'never'}${declared === null ? '' : ', by the maker'}`, () => {
      const due: { ms: number; action: () => void }[] = [];
      const device = {
        rules: rulesOf(android),
        clock: { after: (ms: number, action: () => void) => void due.push({ ms, action }) },
        settings: { get: () => setting },
      } as unknown as Device;
      const frozenAfter: number[] = [];
      freezeLater(device, declared, () => frozenAfter.push(due[0]?.ms ?? 0));
      due[0]?.action();

      assert.deepEqual(frozenAfter, afterMs === undefined ? [] : [afterMs]);
    });
});
