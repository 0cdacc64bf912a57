import type { Search, Visit } from '../../canary/generator.ts';
import type { Canary } from '../../model/canary.ts';
import { countCuesSeen, CUES_NEEDED } from '../../model/step-proofs.ts';
import { type BegunCase, LIMITS } from './case-in-progress.ts';
import { pollUntil } from './limit.ts';
import type { Actions } from './scenario-run.ts';
import { resultPageOf } from './sites.ts';
import type { Station } from './station.ts';
import { parseUrl } from '../../model/parse-url.ts';

const PAGE_POLL_MS = 50;

/** The browser as a scenario uses it. Each visit proves private mode before the page and the page's load after it. */
export interface ScenarioBrowser {
  /** Opens a private tab; in normal mode does nothing. */
  openPrivately(): Promise<void>;
  /** Types the address of a page and goes there. */
  visit(visit: Visit): Promise<Visit>;
  /** Opens the address bar and leaves it again without typing. */
  touchAddressBar(): Promise<void>;
  /** Taps the link that fills the current page and leads to the page `to`. */
  followLink(to: Visit): Promise<Visit>;
  /** Searches: with the browser's own search engine (Google) from the address bar, else on the engine's site. */
  search(search: Search): Promise<Search>;
}

/** @param isPrivate whether the scenario runs in private mode; its twin does not */
export function scenarioBrowser(
  work: BegunCase,
  station: Station,
  actions: Actions,
  isPrivate: boolean,
): ScenarioBrowser {
  const { page } = station;
  const proveBeforeUse = async (canaries: readonly Canary[]): Promise<void> => {
    if (isPrivate) await provePrivate(work, station, canaries);
  };

  return {
    openPrivately: () =>
      actions.inTurn(async () => {
        if (isPrivate) await work.step('open a private tab', LIMITS.screen, () => page.openPrivately());
      }),
    visit: (visit) =>
      actions.inTurn(async () => {
        await proveBeforeUse(visit.canaries);
        const before = loadsOf(station, visit);
        await work.step(`visit ${visit.id}`, LIMITS.screen, () => page.visit(visit.url));
        await proveLoaded(work, station, visit, before);

        return visit;
      }),
    touchAddressBar: () =>
      actions.inTurn(() => work.step('touch the address bar', LIMITS.screen, () => page.touchAddressBar())),
    followLink: (to) =>
      actions.inTurn(async () => {
        await proveBeforeUse(to.canaries);
        const before = loadsOf(station, to);
        await work.step(`follow the link to ${to.id}`, LIMITS.screen, () => page.tapPage());
        await proveLoaded(work, station, to, before);

        return to;
      }),
    search: (search) =>
      actions.inTurn(async () => {
        await proveBeforeUse(search.canaries);
        const enter =
          search.engine === 'google'
            ? () => page.search(search.words)
            : () => page.visit(resultPageOf(search));
        const before = answersOf(station, search);
        await work.step(`search with ${search.engine} for ${search.id}`, LIMITS.screen, enter);
        await proveAnswered(work, station, search, before);

        return search;
      }),
  };
}

/** Looks for the cues of private mode right before a visit, and keeps the result in the timeline. @throws if too few are seen */
async function provePrivate(work: BegunCase, station: Station, canaries: readonly Canary[]): Promise<void> {
  const cues = await work.step('look for the cues of private mode', LIMITS.screen, () =>
    station.page.privateCues(),
  );
  const ids = canaries.map((canary) => canary.id);
  const read = cues.map(({ name, seen, detail }) => ({ name, seen, detail }));
  work.log.add({ kind: 'private-proof', canaries: ids, cues: read });
  const rows = cues.flatMap(({ own }) => own ?? []);
  if (rows.length > 0) work.log.add({ kind: 'own-rows', canaries: ids, rows });
  if (countCuesSeen(cues) < CUES_NEEDED)
    throw new Error(
      `private mode is not proven: ${cues.map((cue) => `${cue.name} ${cue.seen ? 'seen' : `not seen (${cue.detail})`}`).join('; ')}`,
    );
  station.ledger.markProven(work.reference, ids, new Date().toISOString());
}

/** How often a page was served, and its script reported. */
interface Loads {
  served: number;
  beacons: number;
  controls: number;
}

function loadsOf({ internet }: Station, { url }: Visit): Loads {
  const page = internet.served().find((each) => each.url === url);

  return page ?? { served: 0, beacons: 0, controls: 0 };
}

/** Proves that the page was loaded since `before`: an experiment visits the same page again and again. */
async function proveLoaded(work: BegunCase, station: Station, visit: Visit, before: Loads): Promise<void> {
  const isServed = () => loadsOf(station, visit).served > before.served;
  const hasReported = () => loadsOf(station, visit).beacons > before.beacons;
  await pollUntil(
    () => isServed() && hasReported() && loadsOf(station, visit).controls > 0,
    LIMITS.page,
    PAGE_POLL_MS,
  );
  work.log.add({ kind: 'page-loaded', canary: visit.id, served: isServed(), beacon: hasReported() });
  await keepScreen(work, station, visit.id);
}

/** How often the search engine's server answered a search. */
function answersOf({ recording }: Station, search: Search): number {
  const { host } = new URL(resultPageOf(search));

  return recording.current().entries.filter(({ request, response }) => {
    const url = parseUrl(request.url);

    return url?.hostname === host && url.searchParams.get('q') === search.words && response.status === 200;
  }).length;
}

/**
 * Proves that the search engine's server answered again since it had answered `before` times. A result page has no script of ours,
 * so that its load cannot be proven.
 */
async function proveAnswered(
  work: BegunCase,
  station: Station,
  search: Search,
  before: number,
): Promise<void> {
  const isAnswered = () => answersOf(station, search) > before;
  await pollUntil(isAnswered, LIMITS.page, PAGE_POLL_MS);
  work.log.add({ kind: 'page-loaded', canary: search.id, served: isAnswered(), beacon: false });
  await keepScreen(work, station, search.id);
}

/** Keeps the first screen of a canary; blocks visit the same page again and again. */
async function keepScreen(work: BegunCase, station: Station, name: string): Promise<void> {
  if (work.screens.has(`${name}.png`)) return;
  const shot = await work.step(`screenshot ${name}`, LIMITS.screen, () => station.handset.screenshot());
  if (shot.kind === 'taken') work.screens.set(`${name}.png`, shot.png);
  else work.log.add({ kind: 'step', name: `screenshot ${name} refused`, detail: shot.why });
}
