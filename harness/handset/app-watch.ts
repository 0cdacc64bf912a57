import { UNKNOWN_UID, VENDOR_UIDS } from '../model/uid.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { isSender, senderApps, type WatchedApp, watchedUids } from './apps.ts';
import { knownRanges, readInstalled } from './known-uids.ts';
import type { DirectTraffic } from './direct/direct-traffic.ts';
import type { PacketCounters } from './packets/counters.ts';
import type { Phone } from './phone.ts';
import { readProcesses } from './processes.ts';
import type { Redirect } from './redirect.ts';
import { vendorAppsOf, type VendorApps } from './vendor-apps.ts';

/** Result of starting to attribute traffic by UID. */
export interface AttributionResult {
  /** The apps with their own UID, and a row for all unknown UIDs. Empty where the phone cannot attribute by UID. */
  apps: WatchedApp[];
  /** One for each packet counter that could not start. */
  events: VisibilityEvent[];
  /** Why the phone cannot attribute by UID. */
  unattributed?: string;
  /** Why traffic without the proxy is only counted, neither redirected nor refused. */
  notRedirected?: string;
  /** Traffic of all other apps is refused from now on: recorded, and never answered. */
  refusesOthers?: true;
  /** The packages that share the redirect of the vendor's apps; undefined where the phone does not list signatures. */
  vendorPackages?: string[];
}

/** UIDs that did not exist at the last check. */
export interface NewUids {
  /** New UIDs of the release or its helpers; they are watched from now on. */
  apps: WatchedApp[];
  /** The apps in `apps` whose traffic is redirected separately. */
  redirected: WatchedApp[];
  /** UIDs of isolated processes of the release. Their traffic counts as from unknown UIDs. */
  isolated: number[];
  events: VisibilityEvent[];
  /** Why the new apps have no redirect of their own; their traffic still arrives with the unknown UIDs. */
  unattributed?: string;
}

/** The row for all UIDs that no app had when UIDs were read. */
export const UNATTRIBUTED_APP: WatchedApp = { uid: UNKNOWN_UID, package: 'unknown', role: 'unknown' };

/** The row for the vendor's apps and the system. */
export const VENDOR_APP: WatchedApp = {
  uid: VENDOR_UIDS,
  package: "apps under the vendor's signature",
  role: 'other',
};

/** What the watcher does to the recorder's common port. */
export interface CommonPort {
  closeUnredirected?: (() => void) | undefined;
  refuseUnredirected?: ((refuse: boolean) => void) | undefined;
}

interface AppWatcher {
  watch(
    apps: readonly WatchedApp[],
    redirect: Redirect | undefined,
    common: CommonPort,
    direct?: DirectTraffic,
  ): Promise<AttributionResult>;
  findNew(
    name: string,
    helpers: readonly string[],
    redirect: Redirect | undefined,
    direct?: DirectTraffic,
  ): Promise<NewUids>;
}

/** Attributes traffic by UID with redirects and packet counters, and finds UIDs that appear later. */
export function createAppWatcher(phone: Phone, counters: PacketCounters, sdk: number): AppWatcher {
  let watched: readonly WatchedApp[] = [];
  /** Read once: rules that are in place are not changed, and the row must say what they redirect. */
  let vendor: VendorApps | undefined;
  let isVendorRead = false;

  return {
    async watch(apps, redirect, { closeUnredirected, refuseUnredirected }, direct) {
      const installed = await readInstalled(phone, { withDump: !isVendorRead });
      const known = knownRanges(installed, sdk);
      if (!isVendorRead) {
        const names = apps.filter(isSender).map((app) => app.package);
        const watchedApps = { users: installed.users, watched: apps.map(({ uid }) => uid) };
        vendor = vendorAppsOf(installed.dump, names, watchedApps);
        isVendorRead = true;
      }
      const result = redirect
        ? await redirect.redirectUids(
            apps.map(({ uid }) => uid),
            { known, vendor: vendor?.ranges ?? [] },
          )
        : { failure: 'the recorder has only one port, which all apps share', isNew: false };
      // Only apps that are not watched use the common port now. Without signatures, those of the vendor would be refused too.
      const isRefusing = result.failure === undefined && vendor !== undefined;
      refuseUnredirected?.(isRefusing);
      if (result.isNew) closeUnredirected?.();
      watched = apps;
      const events = brokenEvents(await direct?.findBreak());
      // Redirected before it is counted: packets that leave from now on are those that no rule caught.
      const notRedirected =
        result.failure === undefined ? await direct?.start(watchedUids(apps), known) : undefined;
      events.push(
        ...(await counters.watch({
          uids: watchedUids(apps),
          known,
          packages: packagesByUid(apps),
          installed: namesByUid(installed.uids),
          ...(vendor && { vendor: vendor.ranges }),
        })),
      );

      return result.failure === undefined
        ? {
            apps: [...apps, ...(vendor ? [VENDOR_APP] : []), UNATTRIBUTED_APP],
            events,
            ...(notRedirected !== undefined && { notRedirected }),
            ...(vendor && { vendorPackages: vendor.packages }),
            ...(isRefusing && refuseUnredirected && { refusesOthers: true as const }),
          }
        : { apps: [], events, unattributed: result.failure };
    },
    async findNew(name, helpers, redirect, direct) {
      const installed = await readInstalled(phone);
      const apps = senderApps(installed.uids, sdk, name, helpers).filter(isNewUid(watched));
      const uids = apps.map(({ uid }) => uid);
      const isolated = (await readProcesses(phone, name)).map(({ uid }) => uid).filter(isIsolated);
      if (apps.length === 0) return { apps, redirected: [], isolated, events: [] };
      watched = [...watched, ...apps];
      const events = await counters.add(uids, packagesByUid(apps));
      const failure = redirect
        ? await redirect.add(uids)
        : 'the recorder has only one port, which all apps share';
      if (failure === undefined) events.push(...brokenEvents(await direct?.add(uids)));

      return failure === undefined
        ? { apps, redirected: apps, isolated, events }
        : { apps, redirected: [], isolated, events, unattributed: failure };
    },
  };
}

function packagesByUid(apps: readonly WatchedApp[]): Map<number, string> {
  return new Map(apps.map(({ uid, package: name }) => [uid, name]));
}

function namesByUid(uids: ReadonlyMap<string, readonly number[]>): Map<number, string> {
  return new Map([...uids].flatMap(([name, numbers]) => numbers.map((uid) => [uid, name] as const)));
}

/** An event if traffic without the proxy was not redirected for a while, or is not for a UID. */
function brokenEvents(detail: string | undefined): VisibilityEvent[] {
  return detail === undefined
    ? []
    : [{ kind: 'broken', at: new Date().toISOString(), what: 'tunnel', detail }];
}

/** A filter for apps whose UID none of these apps has. A UID that two packages share passes once. */
function isNewUid(before: readonly WatchedApp[]) {
  return ({ uid }: WatchedApp, at: number, all: readonly WatchedApp[]): boolean =>
    !before.some((each) => each.uid === uid) && all.findIndex((each) => each.uid === uid) === at;
}

/** AOSP Process.java: FIRST_APP_ZYGOTE_ISOLATED_UID to LAST_ISOLATED_UID, for every user. */
function isIsolated(uid: number): boolean {
  return uid % 100_000 >= 90_000;
}
