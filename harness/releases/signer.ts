import { Fault } from '../model/fault.ts';
import { runBuildTool } from './build-tools.ts';

export type Signature =
  | { kind: 'signed' /** SHA-256 of the certificate, lowercase hex. */; signer: string }
  | { kind: 'unsigned'; why: string }
  | { kind: 'tampered'; why: string };

const known = new Map<string, Promise<Signature>>();

/** Who signed an APK, proven by apksigner; kept by the file's digest for as long as this process lives. */
export function readSignature(file: string, sha256: string): Promise<Signature> {
  const earlier = known.get(sha256);
  if (earlier) return earlier;
  const signature = verify(file);
  known.set(sha256, signature);
  // What could not be asked (no Java) is asked again next time.
  signature.catch(() => known.delete(sha256));

  return signature;
}

async function verify(file: string): Promise<Signature> {
  const { exitCode, stdout, stderr } = await runBuildTool('apksigner', ['verify', '--print-certs', file]);
  const errors = `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => /^(ERROR|DOES NOT VERIFY|Exception)/.test(line));
  if (exitCode !== 0) {
    const why = (errors.find((line) => line.startsWith('ERROR')) ?? errors[0] ?? stderr.trim()).slice(0, 300);
    const unsigned = /Missing META-INF\/MANIFEST\.MF|No APK Signature Scheme|no signatures? found/i.test(why);

    return { kind: unsigned ? 'unsigned' : 'tampered', why };
  }
  const signer = /certificate SHA-256 digest: ([0-9a-f]{64})/.exec(stdout)?.[1];
  if (!signer)
    throw new Fault(`apksigner verified ${file} and named no certificate: ${stdout.trim().slice(0, 200)}`);

  return { kind: 'signed', signer };
}
