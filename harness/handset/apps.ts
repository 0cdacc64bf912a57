import type { CaseFacts } from '../model/case.ts';
import { readSetting } from './journal/changes/setting.ts';
import { withSandboxes } from './known-uids.ts';
import type { Packages } from './packages/packages.ts';
import type { Phone } from './phone.ts';

/** An app whose traffic is attributed by UID. */
export type WatchedApp = CaseFacts['apps'][number];

export interface Keyboard {
  package: string;
  uids: number[];
}

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
 * Apps whose traffic could reveal what a browser saw, with their own UIDs: the browser for every user, its SDK sandboxes, its
 * installed helpers, and the keyboard. Isolated processes get a UID only when they start, so their traffic counts as from
 * an unknown UID.
 */
export async function readApps(
  phone: Phone,
  packages: Pick<Packages, 'uids'>,
  sdk: number,
  name: string,
  helpers: readonly string[],
): Promise<WatchedApp[]> {
  const uids = new Map<string, readonly number[]>();
  for (const each of [name, ...helpers]) uids.set(each, await packages.uids(each));
  const apps = senderApps(uids, sdk, name, helpers);
  const keyboard = await readKeyboard(phone, packages);
  for (const uid of keyboard?.uids ?? [])
    apps.push({ uid, package: keyboard?.package ?? '', role: 'keyboard' });

  // A shared UID is listed once, in the role that is watched most closely.
  return apps.filter((app, index) => apps.findIndex(({ uid }) => uid === app.uid) === index);
}

/** The browser and its helpers, each with all UIDs of its package. */
export function senderApps(
  uids: ReadonlyMap<string, readonly number[]>,
  sdk: number,
  name: string,
  helpers: readonly string[],
): WatchedApp[] {
  const rows = (each: string, role: WatchedApp['role'], numbers: readonly number[]): WatchedApp[] =>
    numbers.map((uid) => ({ uid, package: each, role }));

  return [
    ...rows(name, 'browser', withSandboxes(uids.get(name) ?? [], sdk)),
    ...helpers.flatMap((helper) => rows(helper, 'helper', uids.get(helper) ?? [])),
  ];
}

/** UIDs whose packets must not bypass the recorder: the browser's and its helpers'. */
export function watchedUids(apps: readonly WatchedApp[]): number[] {
  return apps.filter(isSender).map(({ uid }) => uid);
}

/** Whether an app is the browser or a helper. */
export function isSender({ role }: WatchedApp): boolean {
  return role === 'browser' || role === 'helper';
}
