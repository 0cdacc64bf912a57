import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { simulatedAndroids } from '../model/handset.ts';
import { rulesOf } from './android.ts';
import { createBareShell } from './testing/bare-shell.ts';

/** Comparisons of Android's version with something, by any of its names. */
const COMPARISON =
  /\b(?:sdk|release|android)(?:[_A-Z]\w*)?\b\)?\s*(?:[<>]=?|[!=]==?)\s|\s(?:[<>]=?|[!=]==?)\s+\(?(?:[\w.]+\.)?(?:sdk|release|android)(?:[_A-Z]\w*)?\b/;
/** An APK says itself which version it needs. */
const ALLOWED = ['packages/install-policy.ts: if (apk.minSdk > rules.sdk)'];

describe('the versions of Android', () => {
  for (const android of simulatedAndroids)
    it(`reports Android ${android} in its properties`, async () => {
      const shell = createBareShell({ android });
      const printed = await shell.run('getprop ro.build.version.release; getprop ro.build.version.sdk');
      shell.stop();

      assert.equal(printed.stdout, `${android}\n${rulesOf(android).sdk}\n`);
    });

  for (const [android, folders] of [
    [13, ['/system/etc/security/cacerts']],
    [14, ['/apex/com.android.conscrypt/cacerts', '/system/etc/security/cacerts']],
  ] as const)
    it(`has Android ${android}'s certificate stores`, async () => {
      const shell = createBareShell({ android });
      const printed = await shell.run('ls -d /apex/com.android.conscrypt/* /system/etc/security/cacerts');
      shell.stop();

      assert.deepEqual(
        printed.stdout.split('\n').filter((line) => line !== ''),
        folders,
      );
    });

  it('are compared nowhere but in their table', () => {
    const found: string[] = [];
    let files = 0;
    for (const file of readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file === 'android.ts') continue;
      files++;
      for (const line of readFileSync(`${import.meta.dirname}/${file}`, 'utf8').split('\n'))
        if (COMPARISON.test(line)) found.push(`${file}: ${line.trim()}`);
    }

    assert.ok(files > 150, `${files} files`);
    assert.deepEqual(found, ALLOWED);
    for (const line of [
      'if (rules.sdk >= 34)',
      'android < BLACK_SINCE',
      '35 <= device.rules.sdk',
      "release === '14'",
    ])
      assert.match(line, COMPARISON);
  });
});
