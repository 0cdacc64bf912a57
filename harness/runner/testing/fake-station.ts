import { openHandsetLedger } from '../../evidence/handset-ledger.ts';
import type { Handset } from '../../handset/handset.ts';
import type { ScheduledJob } from '../../handset/scheduled-jobs.ts';
import type { HarEntry } from '../../model/har.ts';
import type { Sdk } from '../../model/sdk.ts';
import type { CataloguedRelease } from '../../model/release.ts';
import { BROWSER, cleanEvidence, upload } from '../../verdict/testing/evidence.ts';
import { createCoverage } from '../work/coverage.ts';
import { createRecordingParts } from '../work/recording-parts.ts';
import type { Station } from '../work/station.ts';
import { entryOf } from './run-folder.ts';

/** How a fake handset differs from one on which every step succeeds and nothing leaks. */
export interface FakeBehaviour {
  /** Whether the browser uploads the address of a page that it visits. */
  leaks?: (visit: { url: string; index: number }) => boolean;
  /** Fails the visit with this index, counted from 0 over all runs of the scenario. */
  failsAt?: number;
  /** The row of the user's own table that finds each cue of private mode. */
  ownRow?: string;
  /** The SDKs of the release that a table describes. */
  sdks?: readonly Sdk[];
  /** Whether the release has scheduled a job, and what becomes of it when it is forced. */
  job?: 'runs' | 'stays';
}

/** The state of a phone that keeps running and holds nothing back. */
const RUNNING: Awaited<ReturnType<Handset['state']>> = {
  boot: '0c5e9bde-1f0e-4f0c-9f5d-3a6d2b7c8e9f',
  systemStarts: '1',
  wakefulness: 'Awake',
  lastSleepMs: 0,
  deviceIdle: false,
  batterySaver: false,
  dataSaver: false,
  blocked: [{ uid: BROWSER, reasons: [] }],
  restricted: [],
};

const JOB: ScheduledJob = {
  package: 'com.mi.globalbrowser.mini',
  user: 0,
  id: 17,
  service: 'com.mi.globalbrowser.mini/.UploadJob',
  waitsFor: ['CHARGING'],
};

/** A station without a handset. Notes the steps in `done`, and records an upload of every address for which `leaks` is true. */
export function fakeStation(
  folder: string,
  run: string,
  release: CataloguedRelease,
  { leaks = () => false, failsAt, ownRow, sdks = [], job }: FakeBehaviour,
): { station: Station; done: string[] } {
  const done: string[] = [];
  const entries: HarEntry[] = [];
  const sites: string[] = [];
  let clock = 0;
  let visits = 0;
  let runs = 0;
  const now = (): string => new Date().toISOString();
  const version = { versionName: release.versionName, versionCode: release.versionCode };
  const apps = cleanEvidence().facts.apps.filter(({ uid }) => uid === BROWSER);
  const note = async (what: string): Promise<void> => void done.push(what);
  const recorder = {
    mark: () => entries.length,
    since: (mark = 0) => ({ entries: entries.slice(mark), events: [] }),
    quietMs: () => 3_000,
    openRequests: () => [],
    accepted: async () => 0,
  };
  const handset = {
    serial: 'fake',
    // `/proc/uptime`, seconds.
    phone: { shell: async () => `${(clock += 1)}.00 1.00\n` },
    clear: () => note('clear'),
    denyNotifications: async () => ({ kind: 'denied' }),
    apps: async () => apps,
    identityValues: async () => [],
    scheduledJobs: async () => (job === undefined ? [] : [{ ...JOB, lastRun: `${runs} runs` }]),
    async forceJob({ id }: ScheduledJob) {
      await note(`force job ${id}`);
      if (job === 'runs') runs++;
    },
    counters: {
      read: async () => [],
      installation: async () => 7,
      prove: async () => ({
        events: [],
        proofs: [{ by: 'iptables', uids: apps.map(({ uid }) => uid) }],
      }),
    },
    setProperty: (name: string, value: string) => note(`setprop ${name} ${value}`),
    engineHosts: async () => [],
    readDirect: async () => ({ redirected: [], refused: [] }),
    version: async () => version,
    trust: async () => undefined,
    network: async () => ({ validated: true, type: 'WIFI', metered: false }),
    controlPaths: async () => apps.map(({ uid }) => ({ uid, reached: 'own', printed: '' })),
    state: async () => ({ ...RUNNING }),
    findBrokenPath: async () => undefined,
    home: () => note('home'),
    shell: async () => '',
    source: async () => '<hierarchy/>',
    screenshot: async () => ({ kind: 'refused', why: 'a fake handset has no screen' }),
    heartbeat: { start: async () => {}, stop: async () => [] },
    async wait(handsetMs: number, { phase }: { phase: string }) {
      await note(`wait ${phase}`);

      return { handsetMs, speed: 20, quiet: true, awakeMs: handsetMs };
    },
  };
  const page = {
    launch: async () => [],
    readSwitch: async () => ({ label: 'Enhanced incognito mode', checked: false }),
    answerConsent: async () => {},
    dismissWalls: async () => [],
    relaunch: async () => [],
    closePrivate: async () => {},
    isForeground: async () => true,
    openPrivately: () => note('open privately'),
    privateAfterRelaunch: async () => ({ tabs: 'gone', detail: '' }),
    privateCues: async () =>
      ['toolbar', 'menu'].map((name) => ({
        name,
        seen: true,
        detail: '',
        ...(ownRow !== undefined && { own: ownRow }),
      })),
    async visit(url: string) {
      const index = visits++;
      await note(`visit ${index}`);
      if (index === failsAt) throw new Error('no address bar');
      sites.push(url);
      if (leaks({ url, index })) entries.push(entryOf(upload(url, { at: now() })));
    },
  };
  const station = {
    batch: { id: 'mint@3.4.3~0123abcd', release, cases: [] },
    handset,
    facts: () => cleanEvidence().facts.handset,
    noteKeptSpeed: () => {},
    recorder,
    recording: createRecordingParts(recorder as unknown as Station['recorder']),
    internet: {
      addSite: () => {},
      served: () =>
        sites.map((url) => ({ url, host: '', served: 1, beacons: 1, controls: 1, userAgents: [] })),
    },
    page,
    ledger: openHandsetLedger(folder, 'fake', { id: run, dir: folder }),
    apps: {
      known: () => ({ found: apps, attributed: apps }),
      hasStarted: () => false,
      start: async () => {},
      watchNewUids: async () => {},
    },
    helpers: [],
    limitScale: 1,
    sdks,
    coverage: createCoverage(),
    close: async () => {},
  };

  // Only the members that a case uses.
  return { station: station as unknown as Station, done };
}
