import { DEFAULT_BUDGET } from '../../../detect/index.ts';
import {
  combine,
  changeStep,
  withExchange,
  withExchanges,
  withFacts,
  withoutEvent,
  type EvidenceChange,
} from '../changes.ts';
import { exchange, upload } from '../evidence.ts';
import { HOST, isNative } from './pieces.ts';
import type { Provocation } from './provocation.ts';
import { fromUnattributed } from './unattributed.ts';

/** A release without known SDKs, with windows as long as that needs. */
const withoutKnownSdks: EvidenceChange = combine(
  withFacts({ sdks: [], windowMs: 900_000, settledAfterMs: 900_000, watchedForMs: 9_000_000 }),
  changeStep('window', { handsetMs: 900_000, awakeMs: 900_000 }),
);

const onlyPages: EvidenceChange = combine(
  withoutKnownSdks,
  withExchanges((each) => each.filter((one) => !isNative(one))),
);

/** Missing native traffic, aborted uploads and key requests. */
export const trafficProvocations: Provocation[] = [
  ['no-native-traffic', 'page traffic only', onlyPages, 'clean'],
  [
    'unproven-native',
    'pages alone, without a packet counter',
    combine(onlyPages, withoutEvent('packet-counter')),
    'inconclusive',
  ],
  [
    'unproven-native',
    'pages and unattributed traffic, without a packet counter',
    combine(
      onlyPages,
      withoutEvent('packet-counter'),
      fromUnattributed({ body: Buffer.from('{"alive":true}') }),
    ),
    'inconclusive',
  ],
  [
    'detector-exhausted',
    'a budget of two steps',
    (evidence) => evidence,
    'inconclusive',
    { budget: { ...DEFAULT_BUDGET, steps: 2 } },
  ],
  [
    'aborted-upload',
    'an aborted upload',
    withExchange(upload('about:blank', { aborted: true })),
    'inconclusive',
  ],
  [
    'key-not-served',
    'a key request',
    withExchange(exchange({ url: `https://${HOST}/track/key_get`, responder: 'ack/onetrack' })),
    'inconclusive',
  ],
  [
    'key-not-served',
    'a key request, by responder',
    withExchange(exchange({ url: 'https://x.test/handshake', responder: 'key/other' })),
    'inconclusive',
  ],
];
