import { UNKNOWN_UID } from '../model/uid.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { sendersOf, type WatchedApp, watchedUids } from './apps.ts';
import { knownRanges, readInstalled } from './known-uids.ts';
import type { PacketCounters } from './packets/counters.ts';
import type { Phone } from './phone.ts';
import { processesOf } from './processes.ts';
import type { Redirect } from './redirect.ts';

/** Result of starting to attribute traffic by UID. */
export interface AttributionResult {
  /** The apps with their own UID, and a row for all unknown UIDs. Empty where the phone cannot attribute by UID. */
  apps: WatchedApp[];
  /** Proofs of the packet counters. */
  events: VisibilityEvent[];
  /** Why the phone cannot attribute by UID. */
  unattributed?: string;
}

/** UIDs that did not exist at the last check. */
export interface NewUids {
  /** New UIDs of the release or its helpers; they are watched from now on. */
  apps: WatchedApp[];
  /** Those of them whose traffic is redirected separately. */
  led: WatchedApp[];
  /** Isolated processes of the release. Their UIDs belong to the unknown ones and stay there. */
  isolated: number[];
  events: VisibilityEvent[];
  /** Why some have no redirect of their own; their traffic still arrives with the unknown UIDs. */
  unattributed?: string;
}

/** The row for all UIDs that no app had when UIDs were read. */
export const UNATTRIBUTED_APP: WatchedApp = { uid: UNKNOWN_UID, package: 'unknown', role: 'unknown' };

interface AppWatcher {
  /** @param closeUnredirected closes open connections on the common port */
  watch(
    apps: readonly WatchedApp[],
    redirect: Redirect | undefined,
    closeUnredirected: (() => void) | undefined,
  ): Promise<AttributionResult>;
  see(name: string, helpers: readonly string[], redirect: Redirect | undefined): Promise<NewUids>;
}

/** Attributes traffic by UID with redirects and packet counters, and finds UIDs that appear later. */
export function createAppWatcher(phone: Phone, counters: PacketCounters, sdk: number): AppWatcher {
  let watched: readonly WatchedApp[] = [];

  return {
    async watch(apps, redirect, closeUnredirected) {
      const known = knownRanges(await readInstalled(phone), sdk);
      const led = redirect
        ? await redirect.lead(
            apps.map(({ uid }) => uid),
            known,
          )
        : { failure: 'the recorder has one port for all apps', isNew: false };
      if (led.isNew) closeUnredirected?.();
      watched = apps;
      const events = await counters.watch({ uids: watchedUids(apps), known });

      return led.failure === undefined
        ? { apps: [...apps, UNATTRIBUTED_APP], events }
        : { apps: [], events, unattributed: led.failure };
    },
    async see(name, helpers, redirect) {
      const installed = await readInstalled(phone);
      const apps = sendersOf(installed.uids, sdk, name, helpers).filter(isFirstOf(watched));
      const uids = apps.map(({ uid }) => uid);
      const isolated = (await processesOf(phone, name)).map(({ uid }) => uid).filter(isIsolated);
      if (apps.length === 0) return { apps, led: [], isolated, events: [] };
      watched = [...watched, ...apps];
      const events = await counters.add(uids);
      const failure = redirect ? await redirect.add(uids) : 'the recorder has one port for all apps';

      return failure === undefined
        ? { apps, led: apps, isolated, events }
        : { apps, led: [], isolated, events, unattributed: failure };
    },
  };
}

/** A UID that none of these apps has; once where two packages share it. */
function isFirstOf(before: readonly WatchedApp[]) {
  return ({ uid }: WatchedApp, at: number, all: readonly WatchedApp[]): boolean =>
    !before.some((each) => each.uid === uid) && all.findIndex((each) => each.uid === uid) === at;
}

/** AOSP Process.java: FIRST_APP_ZYGOTE_ISOLATED_UID to LAST_ISOLATED_UID, for every user. */
function isIsolated(uid: number): boolean {
  return uid % 100_000 >= 90_000;
}
