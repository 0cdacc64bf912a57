import { X509Certificate } from 'node:crypto';
import type { Device, FileSystem, Trust } from '../device.ts';
import { SYSTEM_STORES } from '../android.ts';
import { subjectHashOld } from './certificates.ts';

/** The store of roots that the user added (user 0). */
export const userCertificates = '/data/misc/user/0/cacerts-added';

/** SELinux types that an app may not read, whatever the file's mode. */
const UNREADABLE_CONTEXTS = /:(tmpfs|shell_data_file|system_data_root_file):/;

/**
 * The roots that a TLS client in a process of an app trusts now, as PEM. Android finds a root by its file name, so it ignores a file
 * with a wrong name or one that apps cannot read (AOSP `DirectoryCertificateSource.java`). `chrome-root-store` ignores the
 * system's store, as Chrome requires Certificate Transparency for local roots there (Chromium `trust_store_android.cc`);
 * `publicRoot` is in Chrome's own list.
 */
export function trustedRoots(
  { processes, rules }: Pick<Device, 'processes' | 'rules'>,
  publicRoot: string,
  app: { targetSdk: number; pid: number },
  trust: Trust,
): string[] {
  const files = processes.rootsOf(app.pid);
  const system = () => rootsIn(files, systemStoreOf(files));
  const user = () => rootsIn(files, userCertificates);
  switch (trust) {
    case 'system':
      return app.targetSdk < rules.userRootsIgnoredFromTargetSdk ? [...system(), ...user()] : system();
    case 'user':
      return [...system(), ...user()];
    case 'chrome-root-store':
      return [publicRoot, ...user()];
    case 'pinned':
      return [publicRoot];
    default:
      trust satisfies 'none';

      return [];
  }
}

/** As the certificate installer does after the user has agreed. Source: AOSP TrustedCertificateStore.installCertificate. */
export function installUserCa(files: FileSystem, pem: string): void {
  files.makeDirectory(userCertificates, true);
  files.setAttributes(userCertificates, { owner: 'system', group: 'system', mode: 0o755 });
  files.write(`${userCertificates}/${subjectHashOld(pem)}.0`, Buffer.from(pem), {
    owner: 'system',
    group: 'system',
    mode: 0o644,
  });
}

/** The folder decides, not the Android version: the conscrypt APEX can be updated. */
function systemStoreOf(files: FileSystem): string | undefined {
  return SYSTEM_STORES.find((folder) => (files.list(folder) ?? []).length > 0);
}

function rootsIn(files: FileSystem, folder: string | undefined): string[] {
  if (folder === undefined) return [];
  const names = new Set(files.list(folder) ?? []);

  return [...names].flatMap((name) => {
    const pem = isReachable(name, names) ? readRoot(files, `${folder}/${name}`) : undefined;

    return pem !== undefined && subjectHashOld(pem) === name.slice(0, 8) ? [pem] : [];
  });
}

/** Android counts up from `.0` and stops at the first gap. */
function isReachable(name: string, names: Set<string>): boolean {
  const match = /^([0-9a-f]{8})\.(\d+)$/.exec(name);
  if (!match) return false;
  const [, hash, index] = match;

  return Array.from({ length: Number(index) }, (_, lower) => `${hash}.${lower}`).every((file) =>
    names.has(file),
  );
}

/** The certificate as PEM; undefined if it is not a certificate or an app may not read it. */
function readRoot(files: FileSystem, path: string): string | undefined {
  const stat = files.stat(path);
  if (!stat || stat.kind !== 'file' || (stat.mode & 0o004) === 0 || UNREADABLE_CONTEXTS.test(stat.context)) {
    return undefined;
  }
  const bytes = files.read(path);
  if (!bytes) return undefined;
  try {
    return new X509Certificate(bytes).toString();
  } catch {
    // Android also skips a file that it cannot parse.
    return undefined;
  }
}
