import { type CanaryGenerator, createCanaryGenerator, type Visit } from '../../canary/generator.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { Phase, TimelineStep } from '../../model/timeline.ts';
import { createInternet } from '../../origins/internet.ts';
import { windowOf } from '../../releases/window.ts';
import {
  closePrivateTab,
  sdksIn,
  searchFor,
  type SentItem,
  refusedPackets,
  type SinkAuthority,
  type Sources,
  type TriedBrowser,
  tryBrowser,
  visit,
} from '../../simulator/testing/tried-browser.ts';
import { WINDOWS_MS } from '../schedule/case-time.ts';
import type { Tables } from '../tables.ts';
import { createSites, resultPageOf } from '../work/sites.ts';
import { engineItem, pageItems } from './page-items.ts';
import { factsOf, KEYBOARD, SPEED, switchOf, vendorUidsOf } from './played-facts.ts';
import { recordedItems, refusedOf } from './sent-evidence.ts';

/** Handset milliseconds between two visits. */
const BETWEEN_VISITS_MS = 5000;
/** Hosts that the words of a search are meant for. */
const SEARCH_HOSTS = ['www.google.com', 'suggestqueries.google.com', 'clients1.google.com'];

export interface PlayOptions {
  /** How many pages are visited in turn. */
  pages: number;
  /** Search with Google before the visits. */
  searches: boolean;
  tables: Tables;
}

export interface PlayedCase {
  evidence: CaseEvidence;
  /** Errors in the script. */
  failures: readonly { place: string; error: string }[];
}

/**
 * Plays a script through a case as the runner does: private visits of new pages in turn, the windows for uploads, a relaunch,
 * then the twin. The evidence is that of a case in which everything was seen and proven, on a rooted simulated handset.
 */
export async function playCase(
  sources: Sources,
  options: PlayOptions & { authority: SinkAuthority },
): Promise<PlayedCase> {
  const internet = createInternet({ responders: options.tables.responders });
  const { respond } = internet;
  const browser = await tryBrowser(sources, {
    respond,
    authority: options.authority,
    proxied: true,
    refusing: true,
  });
  try {
    const play = createPlay(browser, internet, options, sources.script);
    const from = play.at();
    await play.runPrivately();
    await play.runTwin();
    const to = play.at();

    return { evidence: play.evidence({ from, to }), failures: browser.failures() };
  } finally {
    await browser.stop();
  }
}

type Version = Pick<CaseEvidence['facts']['release'], 'versionName' | 'versionCode'>;

type Mode = { private: boolean };

interface Play {
  at(): string;
  runPrivately(): Promise<void>;
  runTwin(): Promise<void>;
  evidence(recording: { from: string; to: string }): CaseEvidence;
}

function createPlay(
  browser: TriedBrowser,
  internet: ReturnType<typeof createInternet>,
  { pages, searches, tables }: PlayOptions,
  script: string,
): Play {
  const { declaration, device } = browser;
  const sdks = sdksIn(script, tables.sdks);
  const windowMs = windowOf(sdks, tables.sdks);
  const canaries = createCanaryGenerator();
  const twinCanaries = createCanaryGenerator({ prefix: 'twin-' });
  const steps: TimelineStep[] = [];
  const engineItems: SentItem[] = [];
  const at = () => new Date(device.clock.now()).toISOString();
  const version = (when: 'before' | 'after', { versionName, versionCode }: Version = declaration) =>
    void steps.push({ kind: 'version', at: at(), when, versionName, versionCode });
  const network = () =>
    void steps.push({ kind: 'network', at: at(), validated: true, type: 'WIFI', metered: false });
  let twinFrom = '';

  async function waitInWindow(phase: Phase, handsetMs: number): Promise<void> {
    const isBackground = phase === 'background' || phase === 'twin-background';
    const awakeMs = isBackground ? Math.min(handsetMs, declaration.frozenAfterMs ?? handsetMs) : handsetMs;
    await browser.wait(awakeMs);
    if (awakeMs < handsetMs) {
      await browser.emit('freeze');
      await browser.wait(handsetMs - awakeMs);
      await browser.emit('thaw');
    }
    steps.push({ kind: 'window', at: at(), phase, handsetMs, speed: SPEED, quiet: true, awakeMs });
    network();
  }

  async function forceJobs(when: Extract<TimelineStep, { kind: 'jobs' }>['when']): Promise<void> {
    const { forced, pending } = await browser.forceJobs();
    const jobs = pending.map((job) => ({ ...job, service: 'JobService', waitsFor: ['TIMING_DELAY'] }));
    steps.push({ kind: 'jobs', at: at(), when, forced, pending: jobs });
  }

  /** Proves private mode, lets the browser load something, and notes that it was loaded. */
  async function browse(
    { id, canaries: used }: Pick<Visit, 'id' | 'canaries'>,
    mode: Mode,
    load: { items: SentItem[]; events: () => Promise<void>; beacon: boolean },
  ): Promise<void> {
    const cues = ['toolbar', 'menu'].map((name) => ({ name, seen: true, detail: '' }));
    if (mode.private)
      steps.push({ kind: 'private-proof', at: at(), canaries: used.map((canary) => canary.id), cues });
    await browser.wait(BETWEEN_VISITS_MS);
    const now = device.clock.now();
    engineItems.push(...load.items.map((item) => ({ ...item, at: now })));
    await load.events();
    steps.push({ kind: 'page-loaded', at: at(), canary: id, served: true, beacon: load.beacon });
  }

  /** Searches if requested, then visits new pages in turn. */
  async function browseAll(generator: CanaryGenerator, mode: Mode): Promise<Visit[]> {
    const sites = createSites(generator, internet, (kind) => (kind === 'search' ? SEARCH_HOSTS : []));
    if (searches) {
      const search = sites.search('google');
      await browse(search, mode, {
        items: [engineItem(internet.respond, 'GET', resultPageOf(search))],
        events: () => searchFor(browser, search.words, mode),
        beacon: false,
      });
    }
    const visits: Visit[] = [];
    for (let count = 0; count < pages; count += 1) {
      const page = sites.page();
      const items = pageItems(internet.respond, page);
      await browse(page, mode, { items, events: () => visit(browser, page, mode), beacon: true });
      visits.push(page);
    }

    return visits;
  }

  async function relaunch(visits: readonly Visit[]): Promise<void> {
    const { restoredOnRelaunch, demotedOnRelaunch } = declaration.private;
    await browser.end();
    await browser.start();
    if (restoredOnRelaunch || demotedOnRelaunch)
      for (const page of visits) await visit(browser, page, { private: !demotedOnRelaunch });
    await waitInWindow('after-relaunch', windowMs);
    await forceJobs('identity-end');
    const tabs = demotedOnRelaunch ? 'demoted' : restoredOnRelaunch ? 'restored' : 'gone';
    steps.push({ kind: 'private-after-relaunch', at: at(), tabs, detail: 'as browser.json declares' });
  }

  return {
    at,
    async runPrivately() {
      steps.push({ kind: 'capabilities', at: at(), reads: ['jobs'] });
      steps.push({ kind: 'identity', at: at(), number: 1 });
      steps.push({ kind: 'keyboard', at: at(), package: KEYBOARD });
      network();
      version('before');
      for (const { id, apk } of tables.sdks)
        if (sdks.includes(id) && apk?.forcedBy !== undefined)
          device.properties.set(apk.forcedBy, declaration.package);
      await browser.start();
      if (declaration.statistics)
        steps.push({ kind: 'switch', at: at(), ...switchOf(declaration.statistics) });
      await waitInWindow('idle', WINDOWS_MS.idle);
      await browser.emit('privateOpened', { private: true });
      const visits = await browseAll(canaries, { private: true });
      await waitInWindow('foreground', windowMs);
      await browser.emit('background');
      await waitInWindow('background', WINDOWS_MS.background);
      await browser.emit('foreground');
      const last = visits.at(-1);
      if (last) await closePrivateTab(browser, last);
      steps.push({ kind: 'private-closed', at: at() });
      await waitInWindow('after-private', WINDOWS_MS.afterPrivate);
      await forceJobs('before-stop');
      await relaunch(visits);
      version('after', declaration.update ?? declaration);
      steps.push({ kind: 'story-ended', at: at() });
    },
    async runTwin() {
      await browser.wait(1000);
      twinFrom = at();
      steps.push({ kind: 'twin', at: twinFrom, what: 'begun' });
      await browseAll(twinCanaries, { private: false });
      await waitInWindow('twin', windowMs);
      await browser.emit('background');
      await waitInWindow('twin-background', WINDOWS_MS.background);
      await forceJobs('twin-end');
      version('after', declaration.update ?? declaration);
      steps.push({ kind: 'twin', at: at(), what: 'ended' });
    },
    evidence(recording) {
      const facts = factsOf(browser, { steps, sdks, tables, scenario: searches ? 'search' : 'visit-typed' });
      const items = [...engineItems, ...browser.sent()].toSorted((a, b) => a.at - b.at);
      const { entries, events } = recordedItems(items, facts.apps, vendorUidsOf(browser));
      const refused = refusedOf(refusedPackets(device), facts.apps);
      steps.push({ kind: 'direct-traffic', at: recording.to, redirected: [], refused });
      const lasted = Date.parse(recording.to) - Date.parse(recording.from);

      return {
        facts,
        canaries: canaries.all(),
        exchanges: exchangesOf(entries),
        visibility: {
          schema: 'leakgate/visibility@1',
          recording,
          events: [
            ...(['iptables', 'netstats', 'proc-net'] as const).map((by) => ({
              kind: 'packet-counter' as const,
              at: recording.to,
              ok: true,
              detail: 'proven',
              by,
            })),
            ...events,
            {
              kind: 'heartbeat',
              at: recording.to,
              from: recording.from,
              everyMs: 1000,
              beats: Math.floor(lasted / 1000),
              longestGapMs: 1100,
            },
          ],
        },
        timeline: { schema: 'leakgate/timeline@1', steps },
        ledger: twinCanaries.all().map((canary) => ({
          canary,
          use: 'twin' as const,
          run: '20260101T000000Z-0000',
          case: facts.id,
          mintedAt: twinFrom,
          provenFrom: null,
        })),
        late: [],
        identity: {
          schema: 'leakgate/identity@1',
          values: Object.entries(browser.identifiers()).map(([name, value]) => ({
            name,
            value,
            source: 'the simulated handset',
          })),
        },
      };
    },
  };
}
