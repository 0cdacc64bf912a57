import assert from 'node:assert/strict';
import { failureOf } from './runner.ts';

describe('failureOf', () => {
  const nameOf = (stderr: string, stdout = '') =>
    failureOf({ command: 'shell id', exitCode: 1, stdout, stderr }).name;

  /**
   * Messages that are marked as recorded are from Debian's adb 29.0.6. The others are copied from AOSP's transport.cpp,
   * adb_client.cpp and diagnose_usb.cpp.
   */
  const lost = [
    "error: device 'nosuch' not found", // recorded: shell, reverse, get-state
    "adb: error: device 'nosuch' not found", // recorded: forward
    "adb: error: failed to get feature set: device 'nosuch' not found", // recorded: push
    'error: no devices/emulators found', // recorded
    [
      "adb W 11-28 20:22:18  3915  3915 network.cpp:150] failed to connect to '127.0.0.1:5987': Connection refused",
      '* cannot start server on remote host',
      "error: cannot connect to daemon at tcp:127.0.0.1:5987: failed to connect to '127.0.0.1:5987': Connection refused",
    ].join('\n'), // recorded
    'error: device offline',
    "error: device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set",
    'error: device still connecting',
    'error: device still authorizing',
    'error: no devices found',
    "error: no device with transport id '7'",
    'error: insufficient permissions for device: user in plugdev group; are your udev rules wrong?',
    'adb.exe: device offline',
    'error: closed',
    'adb: error: closed',
    'adb: error: failed to get feature set: closed',
    "error: protocol fault (couldn't read status): Connection reset by peer",
    'failed to check server version: cannot connect to daemon',
  ];
  for (const stderr of lost) {
    it(`gives HandsetLost for: ${stderr.split('\n').at(-1)}`, () =>
      assert.equal(nameOf(stderr), 'HandsetLost'));
  }

  for (const stderr of [
    '/system/bin/sh: nosuch: inaccessible or not found',
    'cat: /data/x: Permission denied',
    "Error: device 'x' not found by the command itself",
    'adb: failed to install a.apk: Failure [INSTALL_FAILED_VERIFICATION_FAILURE]',
    'the connection was closed',
    'closed',
    'closed by the other side',
    'error: closed by the other side',
    'closedir: Bad file descriptor',
    "device 'x' not found",
    'protocol fault',
    '',
  ]) {
    it(`gives ShellError for: ${stderr || 'no output'}`, () => assert.equal(nameOf(stderr), 'ShellError'));
  }

  it('gives ShellError if stdout is not empty', () => {
    assert.equal(nameOf('error: closed', 'uid=2000(shell)'), 'ShellError');
  });
});
