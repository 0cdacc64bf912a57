import { createMint, type Mint, type Search, type Visit } from '../../canary/mint.ts';
import type { Mark } from '../../capture/recorder.ts';
import type { Canary } from '../../model/canary.ts';
import type { RecordedMode } from '../../model/mode.ts';
import type { PlannedCase } from '../../model/plan.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { tell } from '../progress.ts';
import { type CaseLog, createCaseLog } from './case-log.ts';
import { limited } from './limit.ts';
import { pollUntil } from './poll.ts';
import type { Station } from './station.ts';
import { resultPageOf } from './story.ts';

/** How long each kind of step may take, real milliseconds. */
const LIMITS = { screen: 60_000, phone: 90_000, page: 30_000 };
const PAGE_POLL_MS = 50;

/** One case while it is worked on: what was planted, done and seen so far. */
export interface CaseWork {
  planned: PlannedCase;
  startedAt: string;
  mode: RecordedMode;
  mint: Mint;
  log: CaseLog;
  mark: Mark;
  markedAt: string;
  /** What was seen besides the recorder's own events. */
  events: VisibilityEvent[];
  screens: Map<string, Buffer>;
  step<T>(name: string, limitMs: number, action: () => Promise<T>): Promise<T>;
}

export function beginCase(runDir: string, station: Station, planned: PlannedCase): CaseWork {
  const log = createCaseLog();

  return {
    planned,
    startedAt: new Date().toISOString(),
    mode: { ...planned.mode, switch: null },
    mint: createMint(),
    log,
    mark: station.recorder.mark(),
    markedAt: new Date().toISOString(),
    events: [],
    screens: new Map(),
    step(name, limitMs, action) {
      log.add({ kind: 'step', name });
      tell(runDir, { kind: 'step', case: planned.id, name });

      return limited(name, limitMs, action);
    },
  };
}

/** Fresh data, packets watched, version read, the browser at its home screen, the switch where the mode wants it. */
export async function arrange(work: CaseWork, station: Station): Promise<void> {
  const { handset, page, batch } = station;
  const name = batch.release.package;
  await work.step('empty the browser', LIMITS.phone, () => handset.clear(name));
  station.uids = await work.step('read the UIDs', LIMITS.phone, () => handset.uids(name));
  work.events.push(
    ...(await work.step('watch the packets', LIMITS.phone, () => handset.counters.watch(station.uids))),
  );
  await readVersion(work, station, 'before');
  await work.step('start the browser', LIMITS.screen, () => page.launch());
  await work.step('answer the consent dialog', LIMITS.screen, () => page.answerConsent('agree'));
  await work.step('put dialogs away', LIMITS.screen, () => page.dismissWalls());
  if (!batch.release.statisticsSwitch) return;
  const { statistics } = work.planned.mode;
  const reading = await work.step(
    `read the statistics switch${statistics === 'default' ? '' : `, set it ${statistics}`}`,
    LIMITS.screen,
    () => (statistics === 'default' ? page.readSwitch() : page.setSwitch(statistics === 'on')),
  );
  if (!reading) throw new Error(`${batch.id} should have a statistics switch, and none was found`);
  work.mode = { ...work.mode, switch: reading };
  work.log.add({ kind: 'switch', ...reading });
}

export async function readVersion(work: CaseWork, station: Station, when: 'before' | 'after'): Promise<void> {
  const name = station.batch.release.package;
  const version = await work.step(`read the version ${when} the story`, LIMITS.phone, () =>
    station.handset.version(name),
  );
  if (version)
    work.log.add({
      kind: 'version',
      when,
      versionName: version.versionName,
      versionCode: version.versionCode,
    });
}

/** A browser as stories use it: each visit is preceded by the proof of private mode and followed by the proof of the load. */
export interface StoryBrowser {
  /** Opens a private tab; in normal mode, leaves the normal one in front. */
  openPrivately(): Promise<void>;
  /** Types the address of a page and goes there. */
  visit(visit: Visit): Promise<Visit>;
  /** Taps the link that fills the page in front; it leads to the given page. */
  followLink(to: Visit): Promise<Visit>;
  /** Searches: with the browser's own search engine (Google) from the address bar, else on the engine's site. */
  search(search: Search): Promise<Search>;
}

export function storyBrowser(work: CaseWork, station: Station): StoryBrowser {
  const { page } = station;
  const isPrivate = work.planned.mode.private;

  return {
    async openPrivately() {
      if (isPrivate) await work.step('open a private tab', LIMITS.screen, () => page.openPrivately());
    },
    async visit(visit) {
      await provePrivate(work, station, visit.canaries);
      await work.step(`visit ${visit.id}`, LIMITS.screen, () => page.visit(visit.url));
      await proveLoaded(work, station, visit);

      return visit;
    },
    async followLink(to) {
      await provePrivate(work, station, to.canaries);
      await work.step(`follow the link to ${to.id}`, LIMITS.screen, () => page.tapPage());
      await proveLoaded(work, station, to);

      return to;
    },
    async search(search) {
      await provePrivate(work, station, search.canaries);
      const enter =
        search.engine === 'google' ? () => page.search(search.words) : () => page.visit(resultPageOf(search));
      await work.step(`search with ${search.engine} for ${search.id}`, LIMITS.screen, enter);
      await proveAnswered(work, station, search);

      return search;
    },
  };
}

/** Looks for the cues of private mode at the moment of the visit. What it finds is recorded either way; the verdict counts them. */
async function provePrivate(work: CaseWork, station: Station, canaries: readonly Canary[]): Promise<void> {
  if (!work.planned.mode.private) return;
  const cues = await work.step('look for the cues of private mode', LIMITS.screen, () =>
    station.page.privateCues(),
  );
  work.log.add({ kind: 'private-proof', canaries: canaries.map((canary) => canary.id), cues });
  if (cues.filter((cue) => cue.seen).length < 2)
    throw new Error(
      `private mode is not proven: ${cues.map((cue) => `${cue.name} ${cue.seen ? 'seen' : `not seen (${cue.detail})`}`).join('; ')}`,
    );
}

async function proveLoaded(work: CaseWork, station: Station, visit: Visit): Promise<void> {
  const seen = () => station.internet.served().find((each) => each.url === visit.url);
  await pollUntil(() => (seen()?.beacons ?? 0) > 0 && (seen()?.controls ?? 0) > 0, LIMITS.page, PAGE_POLL_MS);
  work.log.add({
    kind: 'page-loaded',
    canary: visit.id,
    served: (seen()?.served ?? 0) > 0,
    beacon: (seen()?.beacons ?? 0) > 0,
  });
  await keepScreen(work, station, visit.id);
}

/** A result page runs no script of ours: that the engine's server gave it out is all that can be proven. */
async function proveAnswered(work: CaseWork, station: Station, search: Search): Promise<void> {
  const { host } = new URL(resultPageOf(search));
  const answered = () =>
    station.recorder.since(work.mark).entries.some(({ request, response }) => {
      const url = URL.canParse(request.url) ? new URL(request.url) : undefined;

      return url?.hostname === host && url.searchParams.get('q') === search.words && response.status === 200;
    });
  await pollUntil(answered, LIMITS.page, PAGE_POLL_MS);
  work.log.add({ kind: 'page-loaded', canary: search.id, served: answered(), beacon: false });
  await keepScreen(work, station, search.id);
}

async function keepScreen(work: CaseWork, station: Station, name: string): Promise<void> {
  const shot = await work.step(`screenshot ${name}`, LIMITS.screen, () => station.handset.screenshot());
  if (shot.kind === 'taken') work.screens.set(`${name}.png`, shot.png);
  else work.log.add({ kind: 'step', name: `screenshot ${name} refused`, detail: shot.why });
}
