import { UNKNOWN_UID } from '../model/uid.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { sendersOf, type WatchedApp, watchedUids } from './apps.ts';
import { knownRanges, readInstalled } from './known-uids.ts';
import type { PacketCounters } from './packets/counters.ts';
import type { Phone } from './phone.ts';
import { processesOf } from './processes.ts';
import type { Redirect } from './redirect.ts';

/** What came of telling apps apart. */
export interface AppWatch {
  /** Those whose traffic is told apart by UID, and a row for all UIDs that nobody has; none where the phone cannot. */
  apps: WatchedApp[];
  /** The proofs of the packet counters. */
  events: VisibilityEvent[];
  /** Why the phone cannot tell by UID. */
  unattributed?: string;
}

/** Who has a UID now that nobody had before. */
export interface AppSight {
  /** The release or a helper of it, under a UID that is watched from now on. */
  apps: WatchedApp[];
  /** Those of them that got a way of their own to the recorder. */
  led: WatchedApp[];
  /** Isolated processes of the release: their UIDs are among those that nobody has, and stay there. */
  isolated: number[];
  events: VisibilityEvent[];
  /** Why some of them got no way of their own: they still come in with those that nobody has. */
  unattributed?: string;
}

/** All that has no UID of an app that was there when apps were told apart. */
export const NOBODY: WatchedApp = { uid: UNKNOWN_UID, package: 'unknown', role: 'unknown' };

interface AppWatcher {
  /** @param closeUnredirected ends what is open by the common port, whosoever it is */
  watch(
    apps: readonly WatchedApp[],
    redirect: Redirect | undefined,
    closeUnredirected: (() => void) | undefined,
  ): Promise<AppWatch>;
  see(name: string, helpers: readonly string[], redirect: Redirect | undefined): Promise<AppSight>;
}

/** Tells apps apart by UID, by redirect and packet counters, and finds those that come later. */
export function watcherOf(phone: Phone, counters: PacketCounters, sdk: number): AppWatcher {
  let watched: readonly WatchedApp[] = [];

  return {
    async watch(apps, redirect, closeUnredirected) {
      const known = knownRanges(await readInstalled(phone), sdk);
      const led = redirect
        ? await redirect.lead(
            apps.map(({ uid }) => uid),
            known,
          )
        : { failure: 'the recorder has one port for all', isNew: false };
      if (led.isNew) closeUnredirected?.();
      watched = apps;
      const events = await counters.watch({ uids: watchedUids(apps), known });

      return led.failure === undefined
        ? { apps: [...apps, NOBODY], events }
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
      const failure = redirect ? await redirect.add(uids) : 'the recorder has one port for all';

      return failure === undefined
        ? { apps, led: apps, isolated, events }
        : { apps, led: [], isolated, events, unattributed: failure };
    },
  };
}

/** A UID that is none of these apps', told once where two packages share it. */
function isFirstOf(before: readonly WatchedApp[]) {
  return ({ uid }: WatchedApp, at: number, all: readonly WatchedApp[]): boolean =>
    !before.some((each) => each.uid === uid) && all.findIndex((each) => each.uid === uid) === at;
}

/** AOSP Process.java: FIRST_APP_ZYGOTE_ISOLATED_UID to LAST_ISOLATED_UID, in every user. */
function isIsolated(uid: number): boolean {
  return uid % 100_000 >= 90_000;
}
