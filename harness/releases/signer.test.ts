import assert from 'node:assert/strict';
import { isJavaMissing } from './build-tools.ts';
import { readVerification } from './signer.ts';

const OWN = '595719762523176bd25cde3ecc88aa5d2962719d0fcf9bfb6ad9b6a5a7d2631e';
const OTHER = 'ab'.repeat(32);
const read = (exitCode: number, stdout: string, stderr = '') =>
  readVerification('a.apk', { exitCode, stdout, stderr });

describe('readVerification', () => {
  /**
   * Output that is marked as recorded is from Debian's build tools 31.0.2. The rest is copied from AOSP's ApkSignerTool.java
   * and ApkVerifier.java, and from published logs.
   */
  const signed: [string, string][] = [
    [
      'build tools 31 (recorded)',
      `Signer #1 certificate DN: CN=simulated Mint Browser, O=Leakgate test key
Signer #1 certificate SHA-256 digest: ${OWN}
Signer #1 certificate SHA-1 digest: 6ce0ec10a58380e306830df75856bab09cd7b3e2
Signer #1 certificate MD5 digest: ad63ecc4d2a6be288b9899c008f5bf3e`,
    ],
    [
      'build tools 33 to 36, a key rotated for Android 13 (ApkSignerTool.java)',
      `Signer (minSdkVersion=33, maxSdkVersion=2147483647) certificate SHA-256 digest: ${OWN}
Signer (minSdkVersion=24, maxSdkVersion=32) certificate SHA-256 digest: ${OTHER}`,
    ],
    [
      'build tools 37, scheme v2 (published logs)',
      `V2 Signer: certificate DN: CN=simulated\nV2 Signer: certificate SHA-256 digest: ${OWN}`,
    ],
    [
      'build tools 37, scheme v3, with a source stamp (published logs)',
      `V3.0 Signer: certificate SHA-256 digest: ${OWN}\nSource Stamp Signer: certificate SHA-256 digest: ${OTHER}`,
    ],
    [
      'a tool that prints a source stamp first',
      `Source Stamp Signer certificate SHA-256 digest: ${OTHER}\nSigner #1 certificate SHA-256 digest: ${OWN}`,
    ],
    [
      'a tool that prints warnings first and Windows line ends',
      `WARNING: META-INF/a not protected by signature.\r\nSigner #1 certificate SHA-256 digest: ${OWN}\r\n`,
    ],
  ];
  for (const [name, stdout] of signed) {
    it(`reads the signer from the output of ${name}`, () => {
      assert.deepEqual(read(0, stdout), { kind: 'signed', signer: OWN, fromSdk: 0 });
    });
  }

  const schemes: [verified: string[], fromSdk: number][] = [
    [['v1'], 0],
    [['v1', 'v2'], 0],
    [['v1', 'v3'], 0],
    [['v2'], 24],
    [['v2', 'v3'], 24],
    [['v3'], 28],
  ];
  for (const [verified, fromSdk] of schemes)
    it(`reads the first API level that accepts ${verified.join(' and ')} (31, recorded)`, () => {
      const lines = [
        ['v1', 'JAR signing'],
        ['v2', 'APK Signature Scheme v2'],
        ['v3', 'APK Signature Scheme v3'],
        ['v4', 'APK Signature Scheme v4'],
      ].map(
        ([scheme, name]) => `Verified using ${scheme} scheme (${name}): ${verified.includes(scheme ?? '')}`,
      );
      const stdout = [
        'Verifies',
        ...lines,
        'Number of signers: 1',
        `Signer #1 certificate SHA-256 digest: ${OWN}`,
      ];
      assert.deepEqual(read(0, stdout.join('\n')), { kind: 'signed', signer: OWN, fromSdk });
    });

  it('rejects output with the certificate of a source stamp only', () => {
    assert.throws(
      () => read(0, `Source Stamp Signer certificate SHA-256 digest: ${OTHER}`),
      /no signer certificate/,
    );
  });

  const failed: [string, 'unsigned' | 'tampered' | 'refused', string, string][] = [
    ['no signature (31, recorded)', 'unsigned', '', 'DOES NOT VERIFY\nERROR: Missing META-INF/MANIFEST.MF'],
    [
      'no signature, but META-INF/MANIFEST.MF (31, recorded)',
      'unsigned',
      '',
      'DOES NOT VERIFY\nERROR: No JAR signatures',
    ],
    [
      'no signature for a targetSdk of 34, with both errors (ApkVerifier.java)',
      'unsigned',
      '',
      'DOES NOT VERIFY\nERROR: Target SDK version 34 requires a minimum of signature scheme v2; the APK is not signed with this or a later signature scheme\nERROR: No JAR signatures',
    ],
    [
      'JAR signatures alone for a targetSdk of 34 (31, recorded)',
      'refused',
      '',
      'DOES NOT VERIFY\nERROR: Target SDK version 34 requires a minimum of signature scheme v2; the APK is not signed with this or a later signature scheme',
    ],
    [
      'an algorithm that old phones do not know (ApkVerifier.java)',
      'refused',
      '',
      'DOES NOT VERIFY\nERROR: JAR signer CERT.RSA: JAR signature META-INF/CERT.RSA uses digest algorithm 2.16.840.1.101.3.4.2.1 and signature algorithm 1.2.840.113549.1.1.11 which is not supported on API Level(s) 14-17 for which this APK is being verified',
    ],
    [
      'a signature of scheme v2 that was removed (31, recorded)',
      'tampered',
      '',
      'DOES NOT VERIFY\nERROR: JAR signer MINT.RSA: JAR signature META-INF/MINT.SF indicates the APK is signed using APK Signature Scheme v2 but no such signature was found. Signature stripped?',
    ],
    [
      'a changed entry next to an unsigned one (ApkVerifier.java)',
      'tampered',
      '',
      'DOES NOT VERIFY\nERROR: No JAR signatures\nERROR: JAR signer CERT.RSA: JAR entry classes.dex has been modified since signing',
    ],
    [
      'no signature for a targetSdk of 30 (ApkVerifier.java)',
      'unsigned',
      '',
      'DOES NOT VERIFY\nERROR: No APK Signature Scheme v2 signature found',
    ],
    [
      'a changed entry (ApkVerifier.java)',
      'tampered',
      '',
      'DOES NOT VERIFY\nERROR: JAR signer CERT.RSA: JAR entry classes.dex has been modified since signing',
    ],
    [
      'a changed archive (ApkVerifier.java)',
      'tampered',
      '',
      'DOES NOT VERIFY\nERROR: APK Signature Scheme v2 signer #1: APK integrity check failed. CHUNKED_SHA256 digest mismatch.',
    ],
    [
      'a file that is cut off (31, recorded)',
      'tampered',
      '',
      'Exception in thread "main" com.android.apksig.apk.ApkFormatException: Malformed APK: not a ZIP archive\n\tat com.android.apksig.ApkVerifier.verify(ApkVerifier.java:176)',
    ],
    [
      'a manifest that cannot be read (ApkSignerTool.java of build tools 33 and newer)',
      'tampered',
      '',
      "Failed to determine APK's minimum supported platform version. Use --min-sdk-version to override",
    ],
  ];
  for (const [name, kind, stdout, stderr] of failed) {
    it(`returns ${kind} for ${name}`, () => {
      assert.equal(read(1, stdout, stderr).kind, kind);
    });
  }

  for (const [name, stderr] of [
    [
      'a file that is gone (31, recorded)',
      'Exception in thread "main" java.io.FileNotFoundException: a.apk (No such file or directory)',
    ],
    [
      'no space for temporary files',
      'Exception in thread "main" java.io.IOException: No space left on device',
    ],
    ['nothing', ''],
  ] as const) {
    it(`throws a fault for output without a statement about the APK: ${name}`, () => {
      assert.throws(() => read(1, '', stderr), { name: 'Fault', message: /could not check a\.apk/ });
    });
  }
});

describe('isJavaMissing', () => {
  for (const stderr of [
    '/usr/bin/apksigner: line 74: exec: java: not found',
    '/opt/sdk/build-tools/37.0.0/apksigner: 1: java: not found',
    'ERROR: JAVA_HOME is set to an invalid directory: /nowhere',
    'The operation couldn’t be completed. Unable to locate a Java Runtime.',
    'Exception in thread "main" java.lang.UnsupportedClassVersionError: com/android/apksigner/ApkSignerTool has been compiled by a more recent version of the Java Runtime (class file version 61.0)',
    'Error: LinkageError occurred while loading main class com.android.apksigner.ApkSignerTool\n\tjava.lang.UnsupportedClassVersionError: com/android/apksigner/ApkSignerTool',
    'Error occurred during initialization of VM\nCould not reserve enough space for 1048576KB object heap',
    'Unrecognized option: --enable-native-access=ALL-UNNAMED\nError: Could not create the Java Virtual Machine.',
  ]) {
    it(`is true for: ${stderr.replaceAll('\n', ' ').slice(0, 70)}`, () => assert.ok(isJavaMissing(stderr)));
  }

  it('is false for the output of a Java that works', () => {
    for (const stderr of [
      'Picked up JAVA_TOOL_OPTIONS: -Xmx1g',
      'WARNING: A restricted method in java.lang.System has been called',
      'DOES NOT VERIFY\nERROR: Missing META-INF/MANIFEST.MF',
    ])
      assert.ok(!isJavaMissing(stderr), stderr);
  });
});
