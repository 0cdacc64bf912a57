import type { WatchedApp } from '../../handset/apps.ts';
import type { Handset } from '../../handset/handset.ts';
import { type BegunCase, LIMITS } from './case-in-progress.ts';

/** Which apps send on behalf of a release, and whose traffic the phone attributes by UID; from the first case of a batch on. */
export interface AppTracker {
  /** All that were found, and those that are attributed by UID. Both are empty before the first `start`. */
  known(): KnownApps;
  hasStarted(): boolean;
  /** Finds the apps anew, redirects each one's traffic separately and counts packets that bypass the recorder. */
  start(work: BegunCase): Promise<void>;
  /** Looks for UIDs that no app had before and watches them from now on. Does nothing before the first `start`. */
  look(work: BegunCase): Promise<void>;
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
      const now = await work.step('read the UIDs', LIMITS.phone, () => handset.apps(release, helpers));
      // What an app sent in an earlier part of the case is attributed by its UID, whether or not the app is still there.
      const found = join(
        now,
        known.found.filter(({ role }) => role !== 'keyboard'),
      );
      const watch = await work.step('watch the packets', LIMITS.phone, () => handset.watchApps(found));
      known = { found, attributed: watch.apps };
      hasStarted = true;
      work.events.push(...watch.events);
      if (watch.unattributed !== undefined)
        work.log.add({ kind: 'step', name: 'traffic is not attributed to apps', detail: watch.unattributed });
      const keyboard = found.find((app) => app.role === 'keyboard');
      if (keyboard) work.log.add({ kind: 'keyboard', package: keyboard.package });
    },
    async look(work) {
      if (!hasStarted) return;
      const sight = await work.step('look for new UIDs', LIMITS.phone, () =>
        handset.seeApps(release, helpers),
      );
      work.events.push(...sight.events);
      if (sight.unattributed !== undefined)
        work.log.add({
          kind: 'step',
          name: 'traffic of new UIDs is not attributed',
          detail: sight.unattributed,
        });
      known =
        known.attributed.length > 0
          ? { found: join(known.found, sight.led), attributed: join(known.attributed, sight.led) }
          : { ...known, found: join(known.found, sight.apps) };
      const logged = new Set(
        work.log.steps().flatMap((step) => (step.kind === 'uid-seen' ? [step.uid] : [])),
      );
      const seen = [
        ...sight.apps.map((app) => ({ uid: app.uid, package: app.package, led: sight.led.includes(app) })),
        ...sight.isolated.map((uid) => ({ uid, package: release, led: false })),
      ];
      for (const each of seen) {
        if (!logged.has(each.uid)) work.log.add({ kind: 'uid-seen', ...each });
        logged.add(each.uid);
      }
    },
  };
}

function join(first: readonly WatchedApp[], second: readonly WatchedApp[]): WatchedApp[] {
  return [...first, ...second.filter(({ uid }) => !first.some((each) => each.uid === uid))];
}
