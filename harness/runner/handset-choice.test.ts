import assert from 'node:assert/strict';
import { Fault } from '../model/fault.ts';
import { parseHandset, parseHandsets } from './handset-choice.ts';

describe('parseHandset', () => {
  const valid: [string, object][] = [
    ['sim', { kind: 'simulated', count: 1, traits: [] }],
    ['sim:3', { kind: 'simulated', count: 3, traits: [] }],
    ['sim:2+no-root+unvalidated', { kind: 'simulated', count: 2, traits: ['no-root', 'unvalidated'] }],
    ['sim:2+android-15+magisk', { kind: 'simulated', count: 2, traits: ['android-15', 'magisk'] }],
    ['sim@5655', { kind: 'simulated', count: 1, traits: [], port: 5655 }],
    ['avd:Pixel_8-API.34', { kind: 'emulator', avd: 'Pixel_8-API.34' }],
    ['emulator-5554', { kind: 'serial', serial: 'emulator-5554' }],
    ['192.168.1.7:5555', { kind: 'serial', serial: '192.168.1.7:5555' }],
  ];
  for (const [text, choice] of valid)
    it(`parses ${text}`, () => assert.deepEqual(parseHandset(text), choice));

  const invalid = ['sim:0', 'sim:99', 'sim+wings', 'avd:', 'avd:a b', 'http://grid:4444', 'two words', ''];
  const contradicting = ['sim+android-14+android-15', 'sim+magisk+no-root', 'sim+kernelsu+magisk'];
  for (const text of [...invalid, 'sim+android-9', ...contradicting]) {
    it(`refuses '${text}' by name`, () => {
      assert.throws(
        () => parseHandset(text),
        (error) => error instanceof Fault && error.message.includes(text),
      );
    });
  }
});

describe('parseHandset, for an iPhone', () => {
  for (const udid of ['00008030-001A2B3C4D5E6F78', 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'])
    it(`says why ${udid} cannot be tested, and where to read on`, () => {
      assert.throws(
        () => parseHandset(udid),
        (error) =>
          error instanceof Fault &&
          /is the identifier of an iPhone or iPad/.test(error.message) &&
          error.fix?.includes('docs/handsets.md') === true,
      );
    });

  it('takes serials of Android phones, also long ones', () => {
    for (const serial of [
      '0123456789ABCDEF',
      'R58N12ABCDE',
      '8a3f0b1c',
      'adb-8A3F0B1C-xyz._adb-tls-connect._tcp',
    ])
      assert.deepEqual(parseHandset(serial), { kind: 'serial', serial });
  });
});

describe('parseHandsets', () => {
  it('refuses simulated and real handsets in one run', () => {
    assert.throws(() => parseHandsets(['sim', 'emulator-5554']), /cannot be mixed/);
  });

  it('counts handsets', () => {
    assert.equal(parseHandsets(['sim:2', 'sim']).count, 3);
  });
});
