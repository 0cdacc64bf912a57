import { Fault } from '../model/fault.ts';
import { runBuildTool, type ToolResult } from './build-tools.ts';

export type Signature =
  | { kind: 'signed' /** SHA-256 of the certificate, lowercase hex. */; signer: string }
  | { kind: 'unsigned'; why: string }
  | { kind: 'tampered'; why: string };

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

async function verify(file: string): Promise<Signature> {
  return readVerification(file, await runBuildTool('apksigner', ['verify', '--print-certs', file]));
}

/**
 * The result of `apksigner verify --print-certs`. Build tools up to 36 label the certificate `Signer #1` (with a rotated key
 * `Signer (minSdkVersion=33, ...)`), build tools 37 by the scheme, `V3.0 Signer:`. A source stamp's certificate does not name the signer.
 * @throws {Fault} if apksigner failed without a statement about the file
 */
export function readVerification(file: string, { exitCode, stdout, stderr }: ToolResult): Signature {
  if (exitCode !== 0) {
    const lines = `${stdout}\n${stderr}`.split('\n');
    const why = [/^ERROR/, /^DOES NOT VERIFY/, ABOUT_FILE]
      .flatMap((pattern) => lines.find((line) => pattern.test(line)) ?? [])[0]
      ?.slice(0, 300);
    if (why === undefined)
      throw new Fault(
        `apksigner could not check ${file}: ${stderr.trim().slice(0, 300) || `exit code ${exitCode}`}`,
      );
    const isUnsigned = /Missing META-INF\/MANIFEST\.MF|No APK Signature Scheme|no signatures? found/i.test(
      why,
    );

    return { kind: isUnsigned ? 'unsigned' : 'tampered', why };
  }
  const signer = /^(?!Source Stamp).*certificate SHA-256 digest: ([0-9a-f]{64})/m.exec(stdout)?.[1];
  if (!signer)
    throw new Fault(
      `apksigner verified ${file} but printed no signer certificate: ${stdout.trim().slice(0, 200)}`,
    );

  return { kind: 'signed', signer };
}

/** apksig's exceptions about the contents of the APK, not about the program or the disk. */
const ABOUT_FILE =
  /com\.android\.apksig\.(?:apk|zip|internal)\.\S*(?:Format|MinSdkVersion)Exception|^Failed to determine APK's minimum|^Exception in thread "main" java\.(?:lang\.SecurityException|security\.)/;
