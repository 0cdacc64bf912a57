import assert from 'node:assert/strict';
import { Fault } from '../../model/fault.ts';
import { fakePhone } from '../testing/fake-phone.ts';
import { checkRequirements, needsBypass } from './requirements.ts';

describe('what an APK asks of a phone', () => {
  const fake = fakePhone();
  fake.properties.set('ro.product.cpu.abilist', 'arm64-v8a');
  const check = (requires: { minSdk?: number; abis?: string[] }): Promise<void> =>
    checkRequirements(fake.phone, 'a.b', 34, { minSdk: 21, targetSdk: 30, ...requires });

  it('is a newer Android', async () => {
    await check({ minSdk: 34 });
    await assert.rejects(
      check({ minSdk: 35 }),
      (error) => error instanceof Fault && /API level 35/.test(error.message),
    );
  });

  it('is a processor that runs its native code', async () => {
    await check({ abis: [] });
    await check({ abis: ['armeabi-v7a', 'arm64-v8a'] });
    await assert.rejects(
      check({ abis: ['armeabi-v7a'] }),
      (error) =>
        error instanceof Fault &&
        error.message.endsWith('armeabi-v7a only, which fake-1 cannot run: its ABIs are arm64-v8a'),
    );
  });

  it('is an option of pm install if its target is too low for this Android', () => {
    const cells = [22, 23, 24].map((targetSdk) =>
      [33, 34, 35, 36].map((sdk) => needsBypass({ targetSdk }, sdk)),
    );
    assert.deepEqual(cells, [
      [false, true, true, true],
      [false, false, true, true],
      [false, false, false, false],
    ]);
  });
});
