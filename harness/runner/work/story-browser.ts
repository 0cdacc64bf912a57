import type { Search, Visit } from '../../canary/mint.ts';
import type { Canary } from '../../model/canary.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import { pollUntil } from './poll.ts';
import type { Station } from './station.ts';
import { resultPageOf } from './sites.ts';

const PAGE_POLL_MS = 50;

/** A browser as stories use it: each visit is preceded by the proof of private mode and followed by the proof of the load. */
export interface StoryBrowser {
  /** Opens a private tab; in normal mode, leaves the normal one in front. */
  openPrivately(): Promise<void>;
  /** Types the address of a page and goes there. */
  visit(visit: Visit): Promise<Visit>;
  /** Opens the address bar, and leaves it again with nothing typed. */
  touchAddressBar(): Promise<void>;
  /** Taps the link that fills the page in front; it leads to the given page. */
  followLink(to: Visit): Promise<Visit>;
  /** Searches: with the browser's own search engine (Google) from the address bar, else on the engine's site. */
  search(search: Search): Promise<Search>;
}

/** @param isPrivate whether the story is played in private mode; its twin is not. */
export function storyBrowser(work: CaseWork, station: Station, isPrivate: boolean): StoryBrowser {
  const { page } = station;
  const beforeUse = async (canaries: readonly Canary[]): Promise<void> => {
    if (isPrivate) await provePrivate(work, station, canaries);
  };

  return {
    async openPrivately() {
      if (isPrivate) await work.step('open a private tab', LIMITS.screen, () => page.openPrivately());
    },
    async visit(visit) {
      await beforeUse(visit.canaries);
      await work.step(`visit ${visit.id}`, LIMITS.screen, () => page.visit(visit.url));
      await proveLoaded(work, station, visit);

      return visit;
    },
    async touchAddressBar() {
      await work.step('touch the address bar', LIMITS.screen, () => page.touchAddressBar());
    },
    async followLink(to) {
      await beforeUse(to.canaries);
      await work.step(`follow the link to ${to.id}`, LIMITS.screen, () => page.tapPage());
      await proveLoaded(work, station, to);

      return to;
    },
    async search(search) {
      await beforeUse(search.canaries);
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
  const cues = await work.step('look for the cues of private mode', LIMITS.screen, () =>
    station.page.privateCues(),
  );
  const ids = canaries.map((canary) => canary.id);
  work.log.add({ kind: 'private-proof', canaries: ids, cues });
  if (cues.filter((cue) => cue.seen).length < 2)
    throw new Error(
      `private mode is not proven: ${cues.map((cue) => `${cue.name} ${cue.seen ? 'seen' : `not seen (${cue.detail})`}`).join('; ')}`,
    );
  station.ledger.prove(work.by, ids, new Date().toISOString());
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
