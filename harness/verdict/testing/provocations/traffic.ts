import { DEFAULT_BUDGET } from '../../../detect/index.ts';
import {
  all,
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

/** A release in which nothing is known, waited for as long as that takes. */
const unknownSdks: EvidenceChange = all(
  withFacts({ sdks: [], windowMs: 900_000, settledAfterMs: 900_000, watchedForMs: 9_000_000 }),
  changeStep('window', { handsetMs: 900_000, awakeMs: 900_000 }),
);

const pagesAlone: EvidenceChange = all(
  unknownSdks,
  withExchanges((each) => each.filter((one) => !isNative(one))),
);

/** Traffic that is missing, was broken off or asked for a key. */
export const ofTraffic: Provocation[] = [
  ['no-native-traffic', 'pages alone', pagesAlone, 'clean'],
  [
    'unproven-native',
    'pages alone, uncounted',
    all(pagesAlone, withoutEvent('packet-counter')),
    'inconclusive',
  ],
  [
    'unproven-native',
    "pages alone and what may be anybody's, uncounted",
    all(
      pagesAlone,
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
    'an upload broken off',
    withExchange(upload('about:blank', { aborted: true })),
    'inconclusive',
  ],
  [
    'key-not-served',
    'a key asked for',
    withExchange(exchange({ url: `https://${HOST}/track/key_get`, responder: 'ack/onetrack' })),
    'inconclusive',
  ],
  [
    'key-not-served',
    'a key, by responder',
    withExchange(exchange({ url: 'https://x.test/handshake', responder: 'key/other' })),
    'inconclusive',
  ],
];
