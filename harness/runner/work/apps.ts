import type { WatchedApp } from '../../handset/apps.ts';
import type { Handset } from '../../handset/handset.ts';
import { type BegunCase, LIMITS } from './case-in-progress.ts';

/** Knows which apps send on behalf of a release, and whose traffic the phone attributes by UID. Lives as long as a batch. */
export interface AppTracker {
  /** All apps that were found, and those that are attributed by UID. Both lists are empty before the first `start`. */
  known(): KnownApps;
  hasStarted(): boolean;
  /** Finds the apps again, redirects each app's traffic separately and starts to count packets that bypass the recorder. */
  start(work: BegunCase): Promise<void>;
  /** Finds UIDs that appeared since the last call, and watches them from now on. Does nothing before the first `start`. */
  watchNewUids(work: BegunCase): Promise<void>;
}

export interface KnownApps {
  found: readonly WatchedApp[];
  attributed: readonly WatchedApp[];
}

/** @param release the package of the browser; `helpers` are other packages that may send on its behalf */
export function createAppTracker(handset: Handset, release: string, helpers: readonly string[]): AppTracker {
  let known: KnownApps = { found: [], attributed: [] };
  let hasStarted = false;

  return {
    known: () => known,
    hasStarted: () => hasStarted,
    async start(work) {
      const current = await work.step('read the UIDs', LIMITS.phone, () => handset.apps(release, helpers));
      // Apps that are gone stay in the list: their earlier traffic in this case is still attributed by UID.
      const found = mergeApps(
        current,
        known.found.filter(({ role }) => role !== 'keyboard'),
      );
      const watch = await work.step('watch the packets', LIMITS.phone, () => handset.watchApps(found));
      known = { found, attributed: watch.apps };
      hasStarted = true;
      work.events.push(...watch.events);
      if (watch.unattributed !== undefined)
        work.log.add({ kind: 'step', name: 'traffic is not attributed to apps', detail: watch.unattributed });
      if (watch.notRedirected !== undefined)
        work.log.add({
          kind: 'step',
          name: 'traffic without the proxy is counted, but neither redirected nor refused',
          detail: watch.notRedirected,
        });
      if (watch.refusesOthers)
        work.log.add({
          kind: 'step',
          name: 'other apps are refused: they are recorded, and get no answer',
          detail: 'except connectivity checks of the phone',
        });
      if (watch.vendorPackages) work.log.add({ kind: 'vendor-apps', packages: watch.vendorPackages });
      const keyboard = found.find((app) => app.role === 'keyboard');
      if (keyboard) work.log.add({ kind: 'keyboard', package: keyboard.package });
    },
    async watchNewUids(work) {
      if (!hasStarted) return;
      const newApps = await work.step('look for new UIDs of watched apps', LIMITS.phone, () =>
        handset.findNewUids(release, helpers),
      );
      work.events.push(...newApps.events);
      if (newApps.unattributed !== undefined)
        work.log.add({
          kind: 'step',
          name: 'traffic of new UIDs is not attributed',
          detail: newApps.unattributed,
        });
      known =
        known.attributed.length > 0
          ? {
              found: mergeApps(known.found, newApps.redirected),
              attributed: mergeApps(known.attributed, newApps.redirected),
            }
          : { ...known, found: mergeApps(known.found, newApps.apps) };
      const logged = new Set(
        work.log.steps().flatMap((step) => (step.kind === 'uid-seen' ? [step.uid] : [])),
      );
      const seenUids = [
        ...newApps.apps.map((app) => ({
          uid: app.uid,
          package: app.package,
          led: newApps.redirected.includes(app),
        })),
        ...newApps.isolated.map((uid) => ({ uid, package: release, led: false })),
      ];
      for (const seenUid of seenUids) {
        if (!logged.has(seenUid.uid)) work.log.add({ kind: 'uid-seen', ...seenUid });
        logged.add(seenUid.uid);
      }
    },
  };
}

function mergeApps(first: readonly WatchedApp[], second: readonly WatchedApp[]): WatchedApp[] {
  return [...first, ...second.filter(({ uid }) => !first.some((app) => app.uid === uid))];
}
