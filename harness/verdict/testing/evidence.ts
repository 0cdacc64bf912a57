import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { z } from 'zod';
import { DEFAULT_BUDGET } from '../../detect/detector.ts';
import { javaHashCode } from '../../detect/sdk.ts';
import type { Canary } from '../../model/canary.ts';
import type { CaseEvidence, JudgedExchange, Policy } from '../../model/evidence.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import { sdkRowSchema } from '../../model/tables.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { reasonRowSchema } from '../../model/verdict.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Demands } from '../demands.ts';

function table<T>(file: string, row: z.ZodType<T>): T[] {
  return z.array(row).parse(parse(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')));
}

export const policy: Policy = {
  reasons: table('verdict/data/reasons.yaml', reasonRowSchema),
  tables: { hosts: [] },
  budget: DEFAULT_BUDGET,
  sdks: table('releases/data/sdks.yaml', sdkRowSchema),
};

/** Every account that can be demanded. */
export const EVERYTHING: Demands = {
  heartbeat: true,
  twin: true,
  network: true,
  awake: true,
  relaunch: true,
  identities: true,
  settled: true,
  uid: true,
};

export const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab/garden?q=h7j2d9f4g6sl';
export const TWIN_VISIT = 'https://w5b8c1x4m7kd.example/d2f6h9j3l5np/harbour?q=r4t7v1y9z3ce';
const CONTROL = 'harbour c4n7t0r1o9lx';
const TWIN_CONTROL = 'meadow e6g9k2n5q8sw';
const TITLE = 'Garden window t1t2l3e4x5yz';
const TWIN_TITLE = 'Harbour lantern u8w3b6f1h4jm';
export const COLLECTOR = 'sa.api.intl.miui.com';

/** UIDs of the clean case's apps. */
export const BROWSER = 10_123;
export const HELPER = 10_200;
export const KEYBOARD = 10_300;

export const canaries: Canary[] = [
  { id: 'visit-1', kind: 'url', value: VISIT },
  { id: 'visit-1-title', kind: 'text', value: TITLE },
  { id: 'control-1', kind: 'text', value: CONTROL, role: 'control' },
];

/** Seconds after a start, as the evidence writes time. */
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

/** What left: a configuration, the visit, its control, an upload without history; and the twin's. */
function exchanges(): JudgedExchange[] {
  const text = '{"v":"1","configs":{"disableSDK":false,"autoTrackMode":-1,"event_blacklist":[]}}';
  const answer = { status: 200, mimeType: 'application/json', text };
  const url = `https://${COLLECTOR}/config/Android.conf`;

  return [
    page(VISIT, TITLE, { at: at(12) }),
    control(CONTROL, { at: at(13) }),
    upload('about:blank'),
    exchange({ url, method: 'GET', responder: 'config/sensors', answer, at: at(21) }),
    page(TWIN_VISIT, TWIN_TITLE, { at: at(62) }),
    control(TWIN_CONTROL, { at: at(63) }),
    upload(TWIN_VISIT, { at: at(65) }),
  ].map((each, index) => ({ ...each, index }));
}

function events(): VisibilityEvent[] {
  const seen = { attribution: 'uid', uid: BROWSER } as const;

  return [
    { kind: 'packet-counter', at: at(1), ok: true, detail: 'proven' },
    { kind: 'server-name', at: at(18), name: COLLECTOR, by: 'connect', ...seen },
    { kind: 'tls-refused', at: at(18), sni: COLLECTOR, cause: 'closed', ja4: 't13d', ...seen },
    { kind: 'tls-accepted', at: at(19), sni: COLLECTOR, ja4: 't13d', ...seen },
    { kind: 'heartbeat', at: at(98), from: at(0), everyMs: 1000, beats: 98, longestGapMs: 1100 },
  ];
}

const wait = (
  second: number,
  phase: Extract<TimelineStep, { kind: 'window' }>['phase'],
  handsetMs: number,
  awakeMs?: number,
): TimelineStep => ({
  kind: 'window',
  at: at(second),
  phase,
  handsetMs,
  speed: 20,
  quiet: true,
  ...(awakeMs !== undefined && { awakeMs }),
});
const network = (second: number): TimelineStep => ({
  kind: 'network',
  at: at(second),
  validated: true,
  type: 'WIFI',
  metered: false,
});

function steps(): TimelineStep[] {
  return [
    { kind: 'identity', at: at(1), number: 1 },
    { kind: 'identity', at: at(2), number: 2 },
    { kind: 'identity', at: at(3), number: 3 },
    { kind: 'version', at: at(4), when: 'before', versionName: '3.4.3', versionCode: 30403 },
    { kind: 'keyboard', at: at(4), package: 'com.google.android.inputmethod.latin' },
    { kind: 'switch', at: at(5), label: 'Enhanced incognito mode', checked: false },
    network(6),
    wait(8, 'idle', 30_000),
    {
      kind: 'private-proof',
      at: at(10),
      canaries: ['visit-1', 'visit-1-title'],
      cues: [
        { name: 'privateBadge', seen: true, detail: '' },
        { name: 'menuExitPrivate', seen: true, detail: '' },
      ],
    },
    { kind: 'page-loaded', at: at(14), canary: 'visit-1', served: true, beacon: true },
    network(15),
    wait(20, 'foreground', 45_000),
    network(21),
    wait(30, 'background', 45_000, 45_000),
    network(31),
    { kind: 'private-closed', at: at(32) },
    wait(40, 'after-private', 20_000),
    network(41),
    { kind: 'private-after-relaunch', at: at(42), tabs: 'gone', detail: 'no tab of it is there' },
    wait(50, 'after-relaunch', 45_000),
    network(51),
    { kind: 'twin', at: at(60), what: 'begun' },
    wait(70, 'twin', 45_000),
    network(71),
    wait(80, 'twin-background', 45_000, 45_000),
    network(81),
    { kind: 'twin', at: at(82), what: 'ended' },
    { kind: 'version', at: at(91), when: 'after', versionName: '3.4.3', versionCode: 30403 },
    { kind: 'story-ended', at: at(92) },
  ];
}

const CASE = 'mint@3.4.3~0123abcd/visit-typed/private';

/** What the twin planted. */
function ledger(): LedgerEntry[] {
  const planted: Canary[] = [
    { id: 'twin-1', kind: 'url', value: TWIN_VISIT },
    { id: 'twin-1-title', kind: 'text', value: TWIN_TITLE },
    { id: 'twin-control-1', kind: 'text', value: TWIN_CONTROL, role: 'control' },
  ];

  return planted.map((canary) => ({
    canary,
    use: 'twin',
    run: '20261122T100000Z-0a1b',
    case: CASE,
    mintedAt: at(60),
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
      recording: { from: at(0), to: at(99) },
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
