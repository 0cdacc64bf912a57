import { Fault } from '../model/fault.ts';
import { runBuildTool, type ToolResult } from './build-tools.ts';

export type Signature =
  | {
      kind: 'signed';
      /** SHA-256 of the certificate, lowercase hex. */
      signer: string;
      /** The lowest API level for which the signature was verified; 0 for every level that the APK supports. */
      fromSdk: number;
    }
  /** `refused`: signed, but with a scheme or an algorithm that Android does not accept for this APK. */
  | { kind: 'unsigned' | 'tampered' | 'refused'; why: string };

/** Android 7, the first that reads APK Signature Scheme v2. */
const ANDROID_7 = 24;
/** Android 9, the first that reads APK Signature Scheme v3. */
const ANDROID_9 = 28;

const cache = new Map<string, Promise<Signature>>();

/** The signer of an APK, verified by apksigner; cached by the file's digest in this process. */
export function readSignature(file: string, sha256: string): Promise<Signature> {
  const cached = cache.get(sha256);
  if (cached) return cached;
  const signature = verify(file);
  cache.set(sha256, signature);
  // A check that failed, for example without Java, is not cached.
  signature.catch(() => cache.delete(sha256));

  return signature;
}

/**
 * apksigner checks every API level that the manifest supports. Before Android 7, only JAR signatures (v1) exist. An APK without
 * them can still be installed on newer phones, so it is then checked for these alone.
 */
async function verify(file: string): Promise<Signature> {
  const options = ['verify', '--verbose', '--print-certs'];
  const first = readVerification(file, await runBuildTool('apksigner', [...options, file]));
  if (first.kind === 'signed') return first;
  const sinceAndroid7 = readVerification(
    file,
    await runBuildTool('apksigner', [...options, '--min-sdk-version', String(ANDROID_7), file]),
  );
  if (sinceAndroid7.kind !== 'signed') return first.kind === 'unsigned' ? sinceAndroid7 : first;

  return { ...sinceAndroid7, fromSdk: Math.max(sinceAndroid7.fromSdk, ANDROID_7) };
}

/**
 * The result of `apksigner verify --verbose --print-certs`. Build tools up to 36 label the certificate `Signer #1` (with a
 * rotated key `Signer (minSdkVersion=33, ...)`), build tools 37 by the scheme, `V3.0 Signer:`. A source stamp's certificate does
 * not name the signer.
 * @throws {Fault} if apksigner failed without a statement about the file
 */
export function readVerification(file: string, { exitCode, stdout, stderr }: ToolResult): Signature {
  if (exitCode !== 0) {
    const lines = `${stdout}\n${stderr}`.split(/\r?\n/);
    const errors = lines.filter((line) => line.startsWith('ERROR'));
    const statement = [/^DOES NOT VERIFY/, ABOUT_FILE].flatMap(
      (pattern) => lines.find((line) => pattern.test(line)) ?? [],
    );
    const kind = problemOf(errors);
    const why = (errors.find((line) => UNSIGNED.test(line) === (kind === 'unsigned')) ?? statement[0])?.slice(
      0,
      300,
    );
    if (why === undefined)
      throw new Fault(
        `apksigner could not check ${file}: ${stderr.trim().slice(0, 300) || `exit code ${exitCode}`}`,
      );

    return { kind, why };
  }
  const signer = /^(?!Source Stamp).*certificate SHA-256 digest: ([0-9a-f]{64})/m.exec(stdout)?.[1];
  if (!signer)
    throw new Fault(
      `apksigner verified ${file} but printed no signer certificate: ${stdout.trim().slice(0, 200)}`,
    );

  return { kind: 'signed', signer, fromSdk: firstSdkOf(stdout) };
}

/** The problem in apksigner's errors. Every error must be about the same problem, otherwise the file was changed. */
function problemOf(errors: readonly string[]): Exclude<Signature['kind'], 'signed'> {
  if (
    errors.some((line) => UNSIGNED.test(line)) &&
    errors.every((line) => UNSIGNED.test(line) || REFUSED.test(line))
  )
    return 'unsigned';

  return errors.length > 0 && errors.every((line) => REFUSED.test(line)) ? 'refused' : 'tampered';
}

/** The first API level that reads one of the schemes with which apksigner verified the APK; 0 if apksigner names none. */
function firstSdkOf(stdout: string): number {
  if (!/^Verified using v1 scheme .*: false/m.test(stdout)) return 0;

  return /^Verified using v2 scheme .*: true/m.test(stdout) ? ANDROID_7 : ANDROID_9;
}

/** Errors of an APK without any signature. Gradle puts META-INF/MANIFEST.MF into unsigned APKs too. */
const UNSIGNED =
  /Missing META-INF\/MANIFEST\.MF|No JAR signatures|No APK Signature Scheme|no signatures? found/i;
/** Errors of an APK that is signed, but with a scheme or an algorithm that Android does not accept (ApkVerifier.java). */
const REFUSED =
  /requires a minimum of signature scheme|signature required for target sandbox version|not supported on API Level|No supported signatures/i;

/** apksig's exceptions about the contents of the APK, not about the program or the disk. */
const ABOUT_FILE =
  /com\.android\.apksig\.(?:apk|zip|internal)\.\S*(?:Format|MinSdkVersion)Exception|^Failed to determine APK's minimum|^Exception in thread "main" java\.(?:lang\.SecurityException|security\.)/;
