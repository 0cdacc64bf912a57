import assert from 'node:assert/strict';
import { installFault } from './installer.ts';

describe('a refused installation', () => {
  const rows: [text: string, message: RegExp, fix: RegExp | undefined][] = [
    [
      'Failure [INSTALL_FAILED_VERIFICATION_FAILURE]',
      /VERIFICATION_FAILURE/,
      /Play Protect .*Verify apps over USB/,
    ],
    [
      'adb: failed to install a.apk: Failure [INSTALL_FAILED_USER_RESTRICTED: Install canceled by user]',
      /refused to install an app over USB/,
      /'Install via USB' and 'USB debugging \(Security settings\)'/,
    ],
    ['Failure [INSTALL_FAILED_INSUFFICIENT_STORAGE]', /INSUFFICIENT_STORAGE/, /storage/],
    ['Failure [INSTALL_FAILED_UPDATE_INCOMPATIBLE: x]', /UPDATE_INCOMPATIBLE: x/, /signer/],
    ['Failure [INSTALL_FAILED_NEW_CODE]', /INSTALL_FAILED_NEW_CODE/, undefined],
  ];
  for (const [text, message, fix] of rows)
    it(`is named: ${text}`, () => {
      const fault = installFault('phone-1', 'a.b', text, undefined);
      assert.match(fault?.message ?? '', message);
      if (fix) assert.match(fault?.fix ?? '', fix);
      else assert.equal(fault?.fix, undefined);
    });

  it('is not seen in other errors', () => {
    assert.equal(installFault('phone-1', 'a.b', 'socket hang up', undefined), undefined);
  });
});
