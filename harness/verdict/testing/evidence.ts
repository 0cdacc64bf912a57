import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { z } from 'zod';
import { DEFAULT_BUDGET } from '../../detect/detector.ts';
import type { Canary } from '../../model/canary.ts';
import type { CaseEvidence, JudgedExchange, Policy } from '../../model/evidence.ts';
import { reasonRowSchema } from '../../model/verdict.ts';

const rows = readFileSync(join(import.meta.dirname, '../data/reasons.yaml'), 'utf8');
export const policy: Policy = {
  reasons: z.array(reasonRowSchema).parse(parse(rows)),
  tables: { hosts: [] },
  budget: DEFAULT_BUDGET,
};

export const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab/garden?q=h7j2d9f4g6sl';
const CONTROL = 'harbour c4n7t0r1o9lx';

export const canaries: Canary[] = [
  { id: 'visit-1', kind: 'url', value: VISIT },
  { id: 'visit-1-title', kind: 'text', value: 'Garden window t1t2l3e4x5yz' },
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
    ...given,
  };
}

/** An upload of a URL as Sensors writes it. */
export function upload(url: string, given: Partial<JudgedExchange> = {}): JudgedExchange {
  const events = [{ event: 'page_load_event_start', properties: { url } }];
  // Stored, not compressed: the same bytes under every version of zlib.
  const list = gzipSync(JSON.stringify(events).replaceAll('/', '\\/'), { level: 0 }).toString('base64');

  return exchange({
    url: 'https://sa.api.intl.miui.com/sa?project=global_browser_mini&r=IN',
    body: Buffer.from(new URLSearchParams({ gzip: '1', data_list: list }).toString()),
    ...given,
  });
}

/** Evidence of a case in which everything was proven and nothing leaked. */
export function cleanEvidence(): CaseEvidence {
  return {
    facts: {
      id: 'mint@3.4.3~0123abcd/visit-typed/private',
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
      watchedUids: [10_123],
      apps: [],
      identities: 1,
      settledAfterMs: 0,
      watchedForMs: 0,
      forgottenCanaries: 0,
    },
    canaries,
    exchanges: [
      exchange({ index: 0, method: 'GET', url: VISIT, responder: 'site', at: at(12) }),
      exchange({
        index: 1,
        url: 'https://n3utr4lh0st9.example/c',
        body: Buffer.from(Buffer.from(CONTROL).toString('base64')),
        responder: 'control',
        at: at(13),
      }),
      upload('about:blank', { index: 2 }),
    ],
    visibility: {
      schema: 'leakgate/visibility@1',
      recording: { from: at(0), to: at(59) },
      events: [{ kind: 'packet-counter', at: at(1), ok: true, detail: 'proven' }],
    },
    timeline: {
      schema: 'leakgate/timeline@1',
      steps: [
        { kind: 'version', at: at(1), when: 'before', versionName: '3.4.3', versionCode: 30403 },
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
        { kind: 'window', at: at(20), phase: 'foreground', handsetMs: 45_000, speed: 20, quiet: true },
        { kind: 'window', at: at(30), phase: 'background', handsetMs: 45_000, speed: 20, quiet: true },
        { kind: 'window', at: at(40), phase: 'after-private', handsetMs: 20_000, speed: 20, quiet: true },
        { kind: 'window', at: at(50), phase: 'after-relaunch', handsetMs: 45_000, speed: 20, quiet: true },
        { kind: 'version', at: at(51), when: 'after', versionName: '3.4.3', versionCode: 30403 },
        { kind: 'story-ended', at: at(52) },
      ],
    },
    ledger: [],
    late: [],
    identity: { schema: 'leakgate/identity@1', values: [] },
  };
}
