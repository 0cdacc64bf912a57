import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExitCode } from '../model/exit.ts';
import { Fault, reasonOf } from '../model/fault.ts';
import { createKeptCa, describeKeptCa, type KeptCa, validCaOf } from '../runner/kept-ca.ts';
import { userAdbServer } from '../runner/launch/adb-server.ts';
import { requireAndroidSdk } from '../runner/launch/sdk.ts';
import { type AdbAddress, localAdb } from '../handset/shell/adb.ts';
import { requireSerial, unreachable } from './serial.ts';

interface CaOptions {
  /** Serial of the phone. */
  handset: string;
}

/** `ca create`: makes the CA of a phone, of which later runs on the phone use the certificate. */
export async function createCa({ handset, json }: CaOptions & { json?: boolean }): Promise<ExitCode> {
  const kept = await createKeptCa(requireSerial(handset));
  const { serial, createdAt, expiresAt, file, ca } = kept;
  if (json === true)
    process.stdout.write(
      `${JSON.stringify({ serial, createdAt, expiresAt, file, fileName: ca.fileName, sha256: ca.sha256 })}\n`,
    );
  print(`created the CA of ${serial}; its key is in ${file}`);
  print(`Next: leakgate ca install --handset ${serial}`);

  return 0;
}

/** `ca export`: the certificate, without the key, as PEM. */
export async function exportCa({ handset, out }: CaOptions & { out?: string }): Promise<ExitCode> {
  const { ca } = await requireCa(requireSerial(handset));
  if (out === undefined) process.stdout.write(ca.cert);
  else
    await writeFile(out, ca.cert).catch((error: unknown) => {
      throw new Fault(`cannot write the certificate to ${out}: ${reasonOf(error)}`, {
        fix: 'Name a file in a folder that exists: --out leakgate.crt',
      });
    });

  return 0;
}

/** `ca install`: copies the certificate to the phone. Android lets only its user install a CA. */
export async function installCa({ handset, adb }: CaOptions & { adb?: AdbAddress }): Promise<ExitCode> {
  const serial = requireSerial(handset);
  const kept = await requireCa(serial);
  const onPhone = `/sdcard/Download/${nameOnPhone(kept)}`;
  const server: AdbAddress & { stop?(): Promise<void> } =
    adb ?? (await userAdbServer(await requireAndroidSdk()));
  const folder = await mkdtemp(join(tmpdir(), 'leakgate-ca-'));
  try {
    const file = join(folder, nameOnPhone(kept));
    await writeFile(file, kept.ca.cert);
    await localAdb(
      server,
      serial,
    )(['push', file, onPhone]).catch((error: unknown) => {
      throw unreachable(serial, error);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.stop?.();
  }
  print(`copied the certificate to ${onPhone}`);
  print('On the phone:');
  print('  1. Open Settings > Security > Encryption & credentials > Install a certificate > CA certificate');
  print(`  2. Choose Install anyway, confirm the screen lock, and choose ${nameOnPhone(kept)}`);
  print(describeKeptCa(kept));

  return 0;
}

function nameOnPhone({ ca }: KeptCa): string {
  return `leakgate-${ca.sha256.slice(0, 8)}.crt`;
}

async function requireCa(serial: string): Promise<KeptCa> {
  const kept = await validCaOf(serial);
  if (kept === undefined)
    throw new Fault(`no CA is kept for ${serial}`, { fix: `leakgate ca create --handset ${serial}` });

  return kept;
}

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}
