import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { readProcesses } from '../processes.ts';
import { quote } from '../shell/quote.ts';
import {
  type Certificate,
  digestOf,
  FIND_STORE,
  STORE_COPY,
  type TrustSource,
  USER_STORE,
} from './certificate.ts';
import { bindIn, findWithout, isOrigin, readNetworkStack, readPlatform, runInInit } from './namespaces.ts';
import { addToUserStore, isInUserStore } from './user-store.ts';

export interface TrustRequest {
  certificate: Certificate;
  source: TrustSource;
  /** Packages whose running processes must trust the root too. */
  apps: readonly string[];
}

/** What an app sees of the recorder's root. */
export interface TrustReading {
  /** The folder from which the app takes local roots. */
  folder: string;
  /** Whether the root is in that folder for the app's main process; null where the phone cannot tell. */
  shown: boolean | null;
}

/** Makes apps trust the recorder's root. */
export interface Trust {
  /**
   * Adds the root to each store that can be written, and returns the stores that have it. A root that is there already, by a module or
   * by hand, is used. For `chrome-root-store` no browser gets it from the system's store, where Chrome
   * takes a root for publicly known and asks for Certificate Transparency (Chromium trust_store_android.cc).
   */
  add(request: TrustRequest): Promise<('system' | 'user')[]>;
  /** What an app sees, after {@link add}; undefined if it does not run. */
  read(name: string): Promise<TrustReading | undefined>;
}

export function createTrust(phone: Phone, journal: Journal): Trust {
  let added: { request: TrustRequest; folder: string } | undefined;

  return {
    async add(request) {
      const { certificate, source } = request;
      const folder = (await phone.shell({ raw: FIND_STORE })).trim();
      added = { request, folder };
      if (phone.root === null) return (await isInUserStore(phone, certificate)) ? ['user'] : [];
      const staged = `/data/local/tmp/leakgate-${certificate.fileName}`;
      await journal.make('file', { path: staged }, () => phone.write(staged, certificate.pem));
      const isInSystem = await addToSystem(phone, journal, { ...request, folder, staged });
      await addToUserStore(phone, journal, staged, certificate);

      return source === 'platform' && isInSystem ? ['system', 'user'] : ['user'];
    },
    async read(name) {
      if (added === undefined)
        throw new Error('no root was added to the phone before what an app sees of it was read');
      const { request, folder: system } = added;
      const { fileName, pem } = request.certificate;
      const folder = request.source === 'platform' ? system : USER_STORE;
      const processes = (await readProcesses(phone, name)).filter((each) => each.name === name);
      if (processes.length === 0) return undefined;
      if (phone.root === null) return { folder, shown: null };
      const without = await findWithout(phone, processes, `${folder}/${fileName}`, digestOf(pem));

      return { folder, shown: without.length === 0 };
    },
  };
}

/**
 * Binds a copy of the phone's roots with ours over the folder that apps read: in init, in each zygote, in the network stack and in
 * running processes of these apps; for `chrome-root-store` in the network stack alone. Mounts below /apex do
 * not propagate between namespaces (AOSP init/mount_namespace.cpp).
 *
 * @returns whether every process from which apps start shows our root
 */
async function addToSystem(
  phone: Phone,
  journal: Journal,
  { certificate, source, apps, folder, staged }: TrustRequest & { folder: string; staged: string },
): Promise<boolean> {
  const { fileName, pem } = certificate;
  const file = `${folder}/${fileName}`;
  const digest = digestOf(pem);
  const processes = await (source === 'platform' ? readPlatform(phone, apps) : readNetworkStack(phone));
  const missing = await findWithout(phone, processes, file, digest);
  if (missing.length === 0) return true;
  await copyStore(phone, journal, { folder, staged, fileName });
  const { device, bootId } = await readCopy(phone);
  await journal.make('certificate-binds', { folder, device, bootId }, () =>
    bindIn(phone, missing, { source: STORE_COPY, folder, file, digest }),
  );

  return !(await findWithout(phone, processes, file, digest)).some(isOrigin);
}

/** A tmpfs with the content of `folder` and our root, with the owner, mode and label that apps may read. */
async function copyStore(
  phone: Phone,
  journal: Journal,
  { folder, staged, fileName }: { folder: string; staged: string; fileName: string },
): Promise<void> {
  const steps = [
    `mkdir -p ${STORE_COPY}`,
    `mount -t tmpfs tmpfs ${STORE_COPY}`,
    `cp -R ${folder}/. ${STORE_COPY}`,
    `cp ${staged} ${STORE_COPY}/${fileName}`,
    `chown -R root:root ${STORE_COPY}`,
    `chmod 644 ${STORE_COPY}/*`,
    `chmod 755 ${STORE_COPY}`,
    `chcon -R u:object_r:system_file:s0 ${STORE_COPY}`,
  ];
  await journal.make('certificate-mount', { over: STORE_COPY, copy: STORE_COPY }, async () => {
    await runInInit(phone, steps.join(' && '));
  });
}

/** The number of the copy's file system, by which its binds are found again, and the id of this start of the phone. */
async function readCopy(phone: Phone): Promise<{ device: string; bootId: string }> {
  const line = `cat /proc/sys/kernel/random/boot_id; grep ${quote([` ${STORE_COPY} `])} /proc/1/mountinfo`;
  const [bootId = '', ...mounts] = (await phone.asRoot({ raw: line })).trim().split('\n');
  const device = /^\d+ \d+ (\d+:\d+) /.exec(mounts.at(-1) ?? '')?.[1];
  if (device === undefined)
    throw new Error(`the mount at ${STORE_COPY} on ${phone.serial} is not in /proc/1/mountinfo`);

  return { device, bootId: bootId.trim() };
}
