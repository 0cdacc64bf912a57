import type { WatchedApp } from '../../handset/apps.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import type { Station } from './station.ts';

/** Tells apart whose traffic is whose, and counts the packets of those that must not send around the recorder. */
export async function watchApps(work: CaseWork, station: Station): Promise<void> {
  const { handset, batch, helpers } = station;
  const found = await work.step('read the UIDs', LIMITS.phone, () =>
    handset.apps(batch.release.package, helpers),
  );
  // Who sent in an earlier part of the case is still told by its UID, whether or not it is there now.
  const before = (station.watching?.there ?? []).filter(({ role }) => role !== 'keyboard');
  const there = join(found, before);
  const watch = await work.step('watch the packets', LIMITS.phone, () => handset.watchApps(there));
  station.watching = { there, apps: watch.apps };
  work.events.push(...watch.events);
  if (watch.unattributed !== undefined)
    work.log.add({ kind: 'step', name: 'apps are not told apart', detail: watch.unattributed });
  const keyboard = there.find((app) => app.role === 'keyboard');
  if (keyboard) work.log.add({ kind: 'keyboard', package: keyboard.package });
}

/** Looks who sends for the release under a UID that nobody had before, and watches those from now on. */
export async function seeApps(work: CaseWork, station: Station): Promise<void> {
  const { handset, batch, helpers, watching } = station;
  if (!watching) return;
  const name = batch.release.package;
  const sight = await work.step('look for new UIDs', LIMITS.phone, () => handset.seeApps(name, helpers));
  work.events.push(...sight.events);
  if (sight.unattributed !== undefined)
    work.log.add({ kind: 'step', name: 'new UIDs are not told apart', detail: sight.unattributed });
  const isTold = watching.apps.length > 0;
  station.watching = {
    there: join(watching.there, isTold ? sight.led : sight.apps),
    apps: isTold ? join(watching.apps, sight.led) : watching.apps,
  };
  const tell = (uid: number, of: string, led: boolean): void => {
    const isSaid = work.log.steps().some((step) => step.kind === 'uid-seen' && step.uid === uid);
    if (!isSaid) work.log.add({ kind: 'uid-seen', uid, package: of, led });
  };
  for (const app of sight.apps) tell(app.uid, app.package, sight.led.includes(app));
  for (const uid of sight.isolated) tell(uid, name, false);
}

function join(first: readonly WatchedApp[], second: readonly WatchedApp[]): WatchedApp[] {
  return [...first, ...second.filter(({ uid }) => !first.some((each) => each.uid === uid))];
}
