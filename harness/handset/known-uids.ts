import { outputIfAny, type Phone } from './phone.ts';

/** UIDs from `first` to `last`, both included. */
export interface UidRange {
  first: number;
  last: number;
}

/** The packages of a phone, each with its UIDs for all users, and the users. */
export interface InstalledPackages {
  users: number[];
  uids: Map<string, number[]>;
  /** The output of `dumpsys package packages`, if it was asked for; empty where the phone prints none. */
  dump: string;
}

/** AOSP UserHandle.java PER_USER_RANGE; Process.java FIRST_APPLICATION_UID, LAST_APPLICATION_UID. */
const USER_SPAN = 100_000;
const FIRST_APP = 10_000;
const LAST_APP = 19_999;
/** FIRST_SDK_SANDBOX_UID - FIRST_APPLICATION_UID (AOSP Process.java). */
export const SANDBOX_OFFSET = 10_000;
/** From this API level on, code of ad SDKs may run in a sandbox with a UID of its own (AOSP Process.java). */
const SANDBOX_SDK = 33;

/**
 * Reads each user's list of packages, as root where possible: a work profile may hide its list from the shell. Packages of a
 * list that cannot be read stay unknown. Unread traffic from unknown UIDs voids a case.
 */
export async function readInstalled(
  phone: Phone,
  { withDump = false }: { withDump?: boolean } = {},
): Promise<InstalledPackages> {
  const run = phone.root === null ? phone.shell : phone.asRoot;
  const lists = `pm list users; ${listOf(0)}`;
  const raw = withDump ? `${lists}; echo ${SEPARATOR}; dumpsys package packages; true` : lists;
  const output = (await outputIfAny(run({ raw }, { timeoutMs: withDump ? 90_000 : 45_000 }))) ?? '';
  const [first = '', dump = ''] = output.split(`${SEPARATOR}\n`);
  const users = [...first.matchAll(/UserInfo\{(\d+):/g)].map(([, user]) => Number(user));
  if (users.length === 0) users.push(0);
  const uids = new Map<string, number[]>();
  for (const user of users) {
    const list = user === 0 ? first : await outputIfAny(run({ raw: listOf(user) }, { timeoutMs: 30_000 }));
    for (const [, name = '', numbers = ''] of (list ?? '').matchAll(/^package:(\S+) .*\buid:([\d,]+)/gm))
      uids.set(name, [...new Set([...(uids.get(name) ?? []), ...numbers.split(',').map(Number)])]);
  }

  return { users, uids, dump };
}

const SEPARATOR = '====';

function listOf(user: number): string {
  return `pm list packages -U --user ${user}`;
}

/** UIDs of apps, and the UIDs of their SDK sandboxes on Android versions that have them. */
export function withSandboxes(uids: readonly number[], sdk: number): number[] {
  const apps = uids.filter((uid) => uid % USER_SPAN >= FIRST_APP && uid % USER_SPAN <= LAST_APP);

  return [...uids, ...(sdk >= SANDBOX_SDK ? apps.map((uid) => uid + SANDBOX_OFFSET) : [])];
}

/**
 * The UIDs of the platform and of installed apps, in as few ranges as possible. UIDs of isolated processes are never
 * included, because such a process gets its UID only when it starts.
 */
export function knownRanges(
  { users, uids }: Pick<InstalledPackages, 'users' | 'uids'>,
  sdk: number,
): UidRange[] {
  const platform = users.map((user) => ({ first: user * USER_SPAN, last: user * USER_SPAN + FIRST_APP - 1 }));
  const apps = withSandboxes([...uids.values()].flat(), sdk).map((uid) => ({ first: uid, last: uid }));

  return rangesOf([...platform, ...apps]);
}

/** Ranges in order, with those joined that overlap or touch. */
export function rangesOf(ranges: readonly UidRange[]): UidRange[] {
  const merged: UidRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (before && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
    else merged.push({ ...range });
  }

  return merged;
}

/** Whether a UID belongs to an app of any user, not to the platform. */
export function isAppUid(uid: number): boolean {
  return uid % USER_SPAN >= FIRST_APP;
}

/**
 * Whether a UID is in the range of apps and of no known app. False for the platform's UIDs and for negative numbers, which
 * are not UIDs.
 */
export function isUnknownAppUid(uid: number, known: readonly UidRange[]): boolean {
  return isAppUid(uid) && !known.some(({ first, last }) => uid >= first && uid <= last);
}
