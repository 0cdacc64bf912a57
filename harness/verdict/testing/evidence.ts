import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import * as z from 'zod';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { javaHashCode } from '../../detect/formats.ts';
import type { Canary } from '../../model/canary.ts';
import type { CaseEvidence, JudgedExchange, Policy } from '../../model/evidence.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import { reasonRowSchema } from '../../model/verdict.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { readFamilies } from '../../tables/families.ts';
import { readSdks } from '../../tables/sdks.ts';

function table<T>(file: string, row: z.ZodType<T>): T[] {
  return z.array(row).parse(parse(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')));
}

export const policy: Policy = {
  reasons: table('verdict/data/reasons.yaml', reasonRowSchema),
  families: await readFamilies(),
  hosts: [],
  budget: DEFAULT_BUDGET,
  sdks: await readSdks(),
};

export const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab/garden?q=h7j2d9f4g6sl';
const TWIN_VISIT = 'https://w5b8c1x4m7kd.example/d2f6h9j3l5np/harbour?q=r4t7v1y9z3ce';
/** When the twin began, in seconds after the start; see `at`. */
export const TWIN = 300;
/** The canaries of each identity: address, title, control. */
const PLANTED = [
  [VISIT, 'Garden window t1t2l3e4x5yz', 'harbour c4n7t0r1o9lx'],
  [
    'https://b6n1v8c3x5zq.example/g4h7j2k9l1mp/meadow?q=w3e6r8t1y5ui',
    'Meadow cradle o2p4a6s8d1fg',
    'lantern h3j5k7l9z2xc',
  ],
  [
    'https://v4b7n9m2q5we.example/r1t3y6u8i2op/cradle?q=a5s7d9f2g4hj',
    'Feather maple k6l8z1x3c5vb',
    'window n7m9q2w4e6rt',
  ],
] as const;
const TWIN_PLANTED = [TWIN_VISIT, 'Harbour lantern u8w3b6f1h4jm', 'meadow e6g9k2n5q8sw'] as const;
export const COLLECTOR = 'sa.api.intl.miui.com';

/** UIDs of the clean case's apps. */
export const BROWSER = 10_123;
export const HELPER = 10_200;
export const KEYBOARD = 10_300;

/** A page, its title and its control, with the ids that the generator gives. */
function planted(
  prefix: string,
  number: number,
  [url, title, controlText]: readonly [string, string, string],
): Canary[] {
  return [
    { id: `${prefix}visit-${number}`, kind: 'url', value: url },
    { id: `${prefix}visit-${number}-title`, kind: 'text', value: title },
    { id: `${prefix}control-${number}`, kind: 'text', value: controlText, role: 'control' },
  ];
}

export const canaries: Canary[] = PLANTED.flatMap((values, identitySteps) =>
  planted('', identitySteps + 1, values),
);

/** A time of the evidence, in seconds after the start. */
export function at(second: number): string {
  return new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();
}

export function exchange(given: Partial<JudgedExchange> & { url: string }): JudgedExchange {
  return {
    index: 0,
    method: 'POST',
    host: new URL(given.url).hostname,
    headers: [],
    body: new Uint8Array(),
    trailers: [],
    messages: [],
    at: at(20),
    standInEngine: false,
    aborted: false,
    responder: 'ack/sensors',
    uid: BROWSER,
    answer: { status: 200, mimeType: 'text/plain' },
    ...given,
  };
}

/** An upload of a URL as Sensors writes it. */
export function upload(url: string, given: Partial<JudgedExchange> = {}): JudgedExchange {
  const events = [{ event: 'page_load_event_start', properties: { url } }];
  // Stored, not compressed: the same bytes under every version of zlib.
  const list = gzipSync(JSON.stringify(events).replaceAll('/', '\\/'), { level: 0 }).toString('base64');

  return exchange({
    url: `https://${COLLECTOR}/sa?project=global_browser_mini&r=IN`,
    body: Buffer.from(
      new URLSearchParams({ crc: String(javaHashCode(list)), gzip: '1', data_list: list }).toString(),
    ),
    ...given,
  });
}

function page(url: string, title: string, given: Partial<JudgedExchange>): JudgedExchange {
  const answer = { status: 200, mimeType: 'text/html', text: `<title>${title}</title>` };

  return exchange({ url, method: 'GET', responder: 'site', answer, ...given });
}

function control(value: string, given: Partial<JudgedExchange>): JudgedExchange {
  const body = Buffer.from(Buffer.from(value).toString('base64'));

  return exchange({ url: 'https://n3utr4lh0st9.example/c', body, responder: 'site', ...given });
}

/** A visit, in seconds after the start, with the control of its page. */
function visit(
  [url, title, controlText]: readonly [string, string, string],
  second: number,
): JudgedExchange[] {
  return [page(url, title, { at: at(second) }), control(controlText, { at: at(second + 1) })];
}

/** The visits and their controls, an upload without history, a configuration, and the twin's visit and upload. */
function exchanges(): JudgedExchange[] {
  const text = '{"v":"1","configs":{"disableSDK":false,"autoTrackMode":-1,"event_blacklist":[]}}';
  const answer = { status: 200, mimeType: 'application/json', text };
  const url = `https://${COLLECTOR}/config/Android.conf`;

  return [
    ...visit(PLANTED[0], 12),
    upload('about:blank'),
    exchange({ url, method: 'GET', responder: 'config/sensors', answer, at: at(21) }),
    ...visit(PLANTED[1], 112),
    ...visit(PLANTED[2], 212),
    ...visit(TWIN_PLANTED, TWIN + 2),
    upload(TWIN_VISIT, { at: at(TWIN + 5) }),
  ].map((each, index) => ({ ...each, index }));
}

function events(): VisibilityEvent[] {
  const attribution = { attribution: 'uid', uid: BROWSER } as const;

  return [
    { kind: 'packet-counter', at: at(1), ok: true, detail: 'proven' },
    ...exchanges().map(
      ({ host, at: moment }): VisibilityEvent => ({
        kind: 'server-name',
        at: moment,
        name: host,
        by: 'connect',
        ...attribution,
      }),
    ),
    { kind: 'tls-refused', at: at(18), sni: COLLECTOR, cause: 'closed', ja4: 't13d', ...attribution },
    { kind: 'tls-accepted', at: at(19), sni: COLLECTOR, ja4: 't13d', ...attribution },
    { kind: 'tls-accepted', at: at(19), sni: new URL(VISIT).hostname, ja4: 't13d', ...attribution },
    { kind: 'heartbeat', at: at(398), from: at(0), everyMs: 1000, beats: 398, longestGapMs: 1100 },
  ];
}

const windowStep = (
  second: number,
  phase: Extract<TimelineStep, { kind: 'window' }>['phase'],
  handsetMs: number,
): TimelineStep => ({
  kind: 'window',
  at: at(second),
  phase,
  handsetMs,
  speed: 20,
  quiet: true,
  awakeMs: handsetMs,
});
const phoneState = (
  second: number,
  phase: Extract<TimelineStep, { kind: 'window' }>['phase'],
  when: 'begin' | 'end',
): TimelineStep => ({
  kind: 'phone-state',
  at: at(second),
  phase,
  when,
  boot: '0c5e9bde-1f0e-4f0c-9f5d-3a6d2b7c8e9f',
  systemStarts: '1',
  rules: 4711,
  wakefulness: 'Awake',
  lastSleepMs: 1000,
  deviceIdle: false,
  batterySaver: false,
  dataSaver: false,
  blocked: [{ uid: BROWSER, reasons: [] }],
  restricted: [],
  networkReadings: 0,
  networkUnvalidated: 0,
});
/** A window with the state of the phone at both ends. */
const windowSteps = (...window: Parameters<typeof windowStep>): TimelineStep[] => [
  phoneState(window[0] - 1, window[1], 'begin'),
  windowStep(...window),
  phoneState(window[0], window[1], 'end'),
];
const networkStep = (second: number): TimelineStep => ({
  kind: 'network',
  at: at(second),
  validated: true,
  type: 'WIFI',
  metered: false,
});

const jobsStep = (second: number, when: Extract<TimelineStep, { kind: 'jobs' }>['when']): TimelineStep => ({
  kind: 'jobs',
  at: at(second),
  when,
  forced: 0,
  pending: [],
});
const counterProof = (second: number, when: 'begin' | 'end'): TimelineStep => ({
  kind: 'counter-proof',
  at: at(second),
  when,
  by: 'iptables',
  uids: [BROWSER, HELPER],
});

const pathControl = (second: number, when: 'begin' | 'end'): TimelineStep => ({
  kind: 'path-control',
  at: at(second),
  when,
  paths: [BROWSER, HELPER].map((uid) => ({ uid, reached: 'own' as const, printed: '' })),
});

const directStep = (second: number): TimelineStep => ({
  kind: 'direct-traffic',
  at: at(second),
  redirected: [],
  refused: [],
});

const unrecordedStep = (second: number): TimelineStep => ({
  kind: 'unrecorded-packets',
  at: at(second),
  packets: [],
});

/** The steps under one identity, starting at a second. */
function identitySteps(number: number, from: number): TimelineStep[] {
  const id = `visit-${number}`;

  return [
    { kind: 'identity', at: at(from + 1), number },
    { kind: 'version', at: at(from + 4), when: 'before', versionName: '3.4.3', versionCode: 30403 },
    { kind: 'keyboard', at: at(from + 4), package: 'com.google.android.inputmethod.latin' },
    {
      kind: 'trust',
      at: at(from + 5),
      package: 'com.mi.globalbrowser.mini',
      folder: '/system/etc/security/cacerts',
      shown: true,
    },
    { kind: 'switch', at: at(from + 5), label: 'Enhanced incognito mode', checked: false },
    networkStep(from + 6),
    counterProof(from + 7, 'begin'),
    pathControl(from + 7, 'begin'),
    ...windowSteps(from + 8, 'idle', 30_000),
    networkStep(from + 9),
    {
      kind: 'private-proof',
      at: at(from + 10),
      canaries: [id, `${id}-title`],
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'menu-item', seen: true, detail: '' },
      ],
    },
    { kind: 'page-loaded', at: at(from + 14), canary: id, served: true, beacon: true },
    ...windowSteps(from + 20, 'foreground', 45_000),
    networkStep(from + 21),
    ...windowSteps(from + 30, 'background', 45_000),
    networkStep(from + 31),
    { kind: 'private-closed', at: at(from + 32) },
    ...windowSteps(from + 40, 'after-private', 20_000),
    networkStep(from + 41),
    jobsStep(from + 41, 'before-stop'),
    { kind: 'private-after-relaunch', at: at(from + 42), tabs: 'gone', detail: 'no tab of it is there' },
    ...windowSteps(from + 50, 'after-relaunch', 45_000),
    networkStep(from + 51),
    jobsStep(from + 51, 'identity-end'),
    { kind: 'version', at: at(from + 52), when: 'after', versionName: '3.4.3', versionCode: 30403 },
    ...(number < PLANTED.length
      ? [
          pathControl(from + 53, 'end'),
          counterProof(from + 53, 'end'),
          directStep(from + 53),
          unrecordedStep(from + 53),
        ]
      : []),
  ];
}

function steps(): TimelineStep[] {
  return [
    {
      kind: 'capabilities',
      at: at(0),
      reads: ['jobs', 'counter-proof', 'path-control', 'phone-state', 'direct-traffic', 'unrecorded-packets'],
    },
    ...PLANTED.flatMap((_, number) => identitySteps(number + 1, number * 100)),
    { kind: 'story-ended', at: at(260) },
    { kind: 'twin', at: at(TWIN), what: 'begun' },
    ...windowSteps(TWIN + 10, 'twin', 45_000),
    networkStep(TWIN + 11),
    ...windowSteps(TWIN + 20, 'twin-background', 45_000),
    networkStep(TWIN + 21),
    jobsStep(TWIN + 21, 'twin-end'),
    { kind: 'twin', at: at(TWIN + 22), what: 'ended' },
    { kind: 'version', at: at(TWIN + 91), when: 'after', versionName: '3.4.3', versionCode: 30403 },
    pathControl(TWIN + 92, 'end'),
    counterProof(TWIN + 92, 'end'),
    directStep(TWIN + 92),
    unrecordedStep(TWIN + 92),
  ];
}

const CASE = 'mint@3.4.3~0123abcd/visit-typed/private';

/** The twin's canaries. */
function ledger(): LedgerEntry[] {
  return planted('twin-', 1, TWIN_PLANTED).map((canary) => ({
    canary,
    use: 'twin',
    run: '20261122T100000Z-0a1b',
    case: CASE,
    mintedAt: at(TWIN),
    provenFrom: null,
  }));
}

/** Evidence of a case in which everything was proven and nothing leaked. */
export function cleanEvidence(): CaseEvidence {
  return {
    facts: {
      id: CASE,
      release: {
        family: 'mint',
        package: 'com.mi.globalbrowser.mini',
        versionName: '3.4.3',
        versionCode: 30403,
        sha256: '0123abcd'.repeat(8),
        signer: 'feed'.repeat(16),
      },
      scenario: 'visit-typed',
      mode: {
        private: true,
        statistics: 'default',
        switch: { label: 'Enhanced incognito mode', checked: false },
      },
      handset: {
        serial: '127.0.0.1:20001',
        simulated: true,
        speed: 20,
        model: 'Redmi Note 8',
        android: '13',
        sdk: 33,
        build: 'leakgate',
        rooted: true,
        interception: 'system-ca+proxy',
      },
      sdks: ['sensors'],
      windowMs: 45_000,
      watchedUids: [BROWSER, HELPER],
      apps: [
        { uid: BROWSER, package: 'com.mi.globalbrowser.mini', role: 'browser' },
        { uid: HELPER, package: 'com.miui.analytics', role: 'helper' },
        { uid: KEYBOARD, package: 'com.google.android.inputmethod.latin', role: 'keyboard' },
        { uid: UNKNOWN_UID, package: 'unknown', role: 'unknown' },
      ],
      identities: 3,
      settledAfterMs: 900_000,
      watchedForMs: 1_200_000,
      forgottenCanaries: 0,
    },
    canaries,
    exchanges: exchanges(),
    visibility: {
      schema: 'leakgate/visibility@1',
      recording: { from: at(0), to: at(399) },
      events: events(),
    },
    timeline: { schema: 'leakgate/timeline@1', steps: steps() },
    ledger: ledger(),
    late: [],
    identity: {
      schema: 'leakgate/identity@1',
      values: [{ name: 'android_id', value: '9f8e7d6c5b4a3921', source: 'settings get secure android_id' }],
    },
  };
}
