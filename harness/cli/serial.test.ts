import assert from 'node:assert/strict';
import { HandsetLost } from '../handset/shell/adb.ts';
import { Fault } from '../model/fault.ts';
import { requireSerial, unreachable } from './serial.ts';

describe('the phone of a command that starts no handset', () => {
  it('is a serial, or a simulated handset that runs', () => {
    assert.equal(requireSerial('0123456789ABCDEF'), '0123456789ABCDEF');
    assert.equal(requireSerial('192.168.0.7:5555'), '192.168.0.7:5555');
    assert.equal(requireSerial('sim@5655'), '127.0.0.1:5655');
  });

  const refused: [handset: string, message: RegExp, fix: RegExp][] = [
    ['sim', /--handset sim: a run starts this/, /handset start --port/],
    ['sim:2+no-root', /--handset sim:2\+no-root: a run starts this/, /sim@5655/],
    ['avd:Pixel', /--handset avd:Pixel: a run boots this/, /emulator -avd Pixel/],
    ['https://grid.example', /Selenium Grid/, /serial/],
    ['sim:99', /from 1 to 8/, /sim:2/],
  ];
  for (const [handset, message, fix] of refused)
    it(`is not ${handset}, and the error says what to use`, () => {
      assert.throws(
        () => requireSerial(handset),
        (error: unknown) => {
          assert.ok(error instanceof Fault);
          assert.match(error.message, message);
          assert.match(error.fix ?? '', fix);

          return true;
        },
      );
    });

  it('is named if adb cannot reach it; other errors stay', () => {
    const lost = unreachable('ABC', new HandsetLost('adb push', "device 'ABC' not found"));
    assert.ok(lost instanceof Fault && /ABC/.test(lost.message) && /adb devices/.test(lost.fix ?? ''));
    const pushed = unreachable(
      'ABC',
      new Error("adb: error: failed to get feature set: device 'ABC' not found"),
    );
    assert.ok(pushed instanceof Fault);
    const other = new Error('disk full');
    assert.equal(unreachable('ABC', other), other);
  });
});
