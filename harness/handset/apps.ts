import type { CaseFacts } from '../model/case.ts';
import { readSetting } from './journal/changes/setting.ts';
import type { Packages } from './packages/packages.ts';
import type { Phone } from './phone.ts';
import { processesOf } from './processes.ts';

/** An app that is told apart by its UID. */
export type WatchedApp = CaseFacts['apps'][number];

/** The app that types. */
export interface Keyboard {
  package: string;
  uids: number[];
}

/** From this API level on, code of ad SDKs may run in a sandbox with a UID of its own (AOSP Process.java). */
const SANDBOX_SDK = 33;
/** FIRST_SDK_SANDBOX_UID - FIRST_APPLICATION_UID (AOSP Process.java). */
const SANDBOX_OFFSET = 10_000;

/** The keyboard in use; undefined where the phone has none. */
export async function readKeyboard(
  phone: Phone,
  packages: Pick<Packages, 'uids'>,
): Promise<Keyboard | undefined> {
  const component = await readSetting(phone, 'secure', 'default_input_method');
  const [name = ''] = (component ?? '').split('/');
  if (name === '') return undefined;

  return { package: name, uids: await packages.uids(name) };
}

/**
 * All whose traffic could tell of what a browser saw: the browser in every user, its SDK sandboxes and the isolated
 * processes that run now, those of its helpers that are installed, and the keyboard.
 */
export async function appsOf(
  phone: Phone,
  packages: Pick<Packages, 'uids'>,
  sdk: number,
  name: string,
  helpers: readonly string[],
): Promise<WatchedApp[]> {
  const own = await packages.uids(name);
  const sandboxes = sdk >= SANDBOX_SDK ? own.map((uid) => uid + SANDBOX_OFFSET) : [];
  const running = (await processesOf(phone, name)).map((process) => process.uid);
  const apps: WatchedApp[] = [...new Set([...own, ...sandboxes, ...running])].map((uid) => ({
    uid,
    package: name,
    role: 'browser',
  }));
  for (const helper of helpers)
    for (const uid of await packages.uids(helper)) apps.push({ uid, package: helper, role: 'helper' });
  const keyboard = await readKeyboard(phone, packages);
  for (const uid of keyboard?.uids ?? [])
    apps.push({ uid, package: keyboard?.package ?? '', role: 'keyboard' });

  // A UID that is shared is told once, by the role that is watched most closely.
  return apps.filter((app, index) => apps.findIndex(({ uid }) => uid === app.uid) === index);
}

/** The UIDs that must not send around the recorder: the browser's and its helpers'. */
export function watchedUids(apps: readonly WatchedApp[]): number[] {
  return apps.filter(({ role }) => role === 'browser' || role === 'helper').map(({ uid }) => uid);
}
