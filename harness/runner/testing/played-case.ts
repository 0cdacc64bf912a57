import { createCanaryGenerator, type Control, type Visit } from '../../canary/generator.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import { caseId, type CaseFacts } from '../../model/case.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { Phase, TimelineStep } from '../../model/timeline.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import { createInternet } from '../../origins/internet.ts';
import { siteOf } from '../../origins/site.ts';
import { windowOf } from '../../releases/window.ts';
import {
  BROWSER_UID,
  closePrivateTab,
  type SentItem,
  type SinkAuthority,
  type Sources,
  type TriedBrowser,
  tryBrowser,
  visit,
} from '../../simulator/testing/tried-browser.ts';
import { WINDOWS_MS } from '../schedule/case-time.ts';
import type { Tables } from '../tables.ts';
import { pageItems } from './page-items.ts';
import { recordedItems } from './sent-evidence.ts';

/** Every simulated browser of the project contains this SDK, or none. */
const SDKS = ['sensors'];
const SPEED = 20;
/** Handset milliseconds between two visits. */
const BETWEEN_VISITS_MS = 5000;
const HELPERS = ['com.miui.analytics', 'com.xiaomi.xmsf'];
const KEYBOARD = 'com.android.inputmethod.latin';

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
  options: { pages: number; authority: SinkAuthority; tables: Tables },
): Promise<PlayedCase> {
  const internet = createInternet({ responders: options.tables.responders });
  const browser = await tryBrowser(sources, { respond: internet.respond, authority: options.authority });
  try {
    const play = createPlay(browser, internet, options);
    const from = play.at();
    await play.runPrivately();
    await play.runTwin();
    const to = play.at();

    return { evidence: play.evidence({ from, to }), failures: browser.failures() };
  } finally {
    await browser.stop();
  }
}

interface Play {
  at(): string;
  runPrivately(): Promise<void>;
  runTwin(): Promise<void>;
  evidence(recording: { from: string; to: string }): CaseEvidence;
}

function createPlay(
  browser: TriedBrowser,
  internet: ReturnType<typeof createInternet>,
  { pages, tables }: { pages: number; tables: Tables },
): Play {
  const { declaration, device } = browser;
  const windowMs = windowOf(SDKS, tables.sdks);
  const canaries = createCanaryGenerator();
  const twinCanaries = createCanaryGenerator({ prefix: 'twin-' });
  const steps: TimelineStep[] = [];
  const engineItems: SentItem[] = [];
  const at = () => new Date(device.clock.now()).toISOString();
  const version = (when: 'before' | 'after', { versionName, versionCode } = declaration as Version) =>
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

  function newPage(generator: typeof canaries): { page: Visit; control: Control } {
    const page = generator.visit();
    const control = generator.control();
    internet.addSite(siteOf(page, control));

    return { page, control };
  }

  async function visitPages(generator: typeof canaries, mode: { private: boolean }): Promise<Visit[]> {
    const visits: Visit[] = [];
    for (let count = 0; count < pages; count += 1) {
      const { page } = newPage(generator);
      const cues = ['page-marker', 'menu-item'].map((name) => ({ name, seen: true, detail: '' }));
      if (mode.private)
        steps.push({
          kind: 'private-proof',
          at: at(),
          canaries: page.canaries.map(({ id }) => id),
          cues,
        });
      await browser.wait(BETWEEN_VISITS_MS);
      engineItems.push(...pageItems(internet.respond, page, device.clock.now()));
      await visit(browser, page, mode);
      steps.push({ kind: 'page-loaded', at: at(), canary: page.id, served: true, beacon: true });
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
    const tabs = demotedOnRelaunch ? 'demoted' : restoredOnRelaunch ? 'restored' : 'gone';
    steps.push({ kind: 'private-after-relaunch', at: at(), tabs, detail: 'as browser.json declares' });
  }

  return {
    at,
    async runPrivately() {
      steps.push({ kind: 'identity', at: at(), number: 1 });
      steps.push({ kind: 'keyboard', at: at(), package: KEYBOARD });
      network();
      version('before');
      await browser.start();
      if (declaration.statistics)
        steps.push({ kind: 'switch', at: at(), ...switchOf(declaration.statistics) });
      await waitInWindow('idle', WINDOWS_MS.idle);
      await browser.emit('privateOpened', { private: true });
      const visits = await visitPages(canaries, { private: true });
      await waitInWindow('foreground', windowMs);
      await browser.emit('background');
      await waitInWindow('background', WINDOWS_MS.background);
      await browser.emit('foreground');
      const last = visits.at(-1);
      if (last) await closePrivateTab(browser, last);
      steps.push({ kind: 'private-closed', at: at() });
      await waitInWindow('after-private', WINDOWS_MS.afterPrivate);
      await relaunch(visits);
      version('after', declaration.update ?? declaration);
      steps.push({ kind: 'story-ended', at: at() });
    },
    async runTwin() {
      await browser.wait(1000);
      twinFrom = at();
      steps.push({ kind: 'twin', at: twinFrom, what: 'begun' });
      await visitPages(twinCanaries, { private: false });
      await waitInWindow('twin', windowMs);
      await browser.emit('background');
      await waitInWindow('twin-background', WINDOWS_MS.background);
      version('after', declaration.update ?? declaration);
      steps.push({ kind: 'twin', at: at(), what: 'ended' });
    },
    evidence(recording) {
      const facts = factsOf(browser, steps, windowMs);
      const items = [...engineItems, ...browser.sent()].toSorted((a, b) => a.at - b.at);
      const { entries, events } = recordedItems(items, facts.apps);
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

type Version = { versionName: string; versionCode: number };

function switchOf({ label, checked }: { label: string; checked: boolean }): {
  label: string;
  checked: boolean;
} {
  return { label, checked };
}

function factsOf(
  { declaration, device }: TriedBrowser,
  steps: readonly TimelineStep[],
  windowMs: number,
): CaseFacts {
  const { family, package: name, versionName, versionCode, statistics } = declaration;
  const uidOf = (wanted: string) => device.packages.get(wanted)?.uid ?? UNKNOWN_UID;
  const helpers = HELPERS.map((helper) => ({
    uid: uidOf(helper),
    package: helper,
    role: 'helper' as const,
  }));
  const release = {
    family,
    package: name,
    versionName,
    versionCode,
    sha256: '0'.repeat(64),
    signer: 'ab'.repeat(32),
  };
  const scenario = 'visit-typed';
  const mode = {
    private: true,
    statistics: 'default' as const,
    switch: statistics ? switchOf(statistics) : null,
  };
  const lastUse = steps.findLastIndex(({ kind, at }) => kind === 'page-loaded' && at < twinBegin(steps));

  return {
    id: caseId({ release, scenario, mode }),
    release,
    scenario,
    mode,
    handset: {
      serial: '127.0.0.1:20001',
      simulated: true,
      speed: SPEED,
      model: 'Simulated handset',
      android: '13',
      sdk: device.rules.sdk,
      build: 'played',
      rooted: true,
      interception: 'system-ca+proxy',
    },
    sdks: SDKS,
    windowMs,
    watchedUids: [BROWSER_UID, ...helpers.map(({ uid }) => uid)],
    apps: [
      { uid: BROWSER_UID, package: name, role: 'browser' },
      ...helpers,
      { uid: uidOf(KEYBOARD), package: KEYBOARD, role: 'keyboard' },
      { uid: UNKNOWN_UID, package: 'unknown', role: 'unknown' },
    ],
    identities: 1,
    settledAfterMs: 900_000,
    watchedForMs: steps
      .slice(lastUse + 1)
      .reduce((sum, step) => sum + (step.kind === 'window' ? step.handsetMs : 0), 0),
    forgottenCanaries: 0,
  };
}

function twinBegin(steps: readonly TimelineStep[]): string {
  return steps.find(({ kind }) => kind === 'twin')?.at ?? '~';
}
