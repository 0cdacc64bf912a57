import {
  changeStep,
  combine,
  withEvent,
  withExchange,
  withExchanges,
  withFacts,
  without,
} from '../changes.ts';
import { at, exchange, KEYBOARD, TWIN, upload } from '../evidence.ts';
import { HOST, isNative, opaque, refused } from './pieces.ts';
import type { Provocation } from './provocation.ts';

/** A twin that is missing, failed, or proves less than it should. */
export const twinProvocations: Provocation[] = [
  ['twin-missing', 'no twin', without('twin'), 'inconclusive'],
  [
    'twin-failed',
    'a twin that failed',
    changeStep('twin', { what: 'failed', detail: 'it crashed' }, (s) => s.what === 'ended'),
    'inconclusive',
  ],
  ['twin-failed', 'a twin that did not end', without('twin', (s) => s.what === 'ended'), 'inconclusive'],
  ['twin-failed', 'a twin without canaries', (e) => ({ ...e, ledger: [] }), 'inconclusive'],
  [
    'twin-failed',
    'a twin from another day',
    (e) => ({ ...e, ledger: e.ledger.map((entry) => ({ ...entry, mintedAt: '2026-11-20T10:00:00.000Z' })) }),
    'inconclusive',
  ],
  [
    'twin-failed',
    'a twin whose page was not visited',
    withExchanges((each) => each.toSpliced(8, 1)),
    'inconclusive',
  ],
  [
    'twin-failed',
    'a twin whose page another app requested',
    withExchanges((each) => each.map((one, index) => (index === 8 ? { ...one, uid: KEYBOARD } : one))),
    'inconclusive',
  ],
  [
    'twin-failed',
    'a twin whose control was not found',
    withExchanges((each) => each.toSpliced(9, 1)),
    'inconclusive',
  ],
  [
    'twin-silent',
    'a collector that was silent in the twin',
    withExchanges((each) => each.toSpliced(10, 1)),
    'inconclusive',
  ],
  [
    'twin-silent',
    'SDKs that never sent anything',
    withExchanges((each) => each.filter((one) => !isNative(one))),
    'inconclusive',
  ],
  [
    'twin-silent',
    'SDKs that only requested their configuration',
    withExchanges((each) => each.filter((one) => !isNative(one) || one.method === 'GET')),
    'inconclusive',
  ],
  [
    'sdk-silent',
    'a second SDK that never reported',
    combine(
      withFacts({
        sdks: ['sensors', 'umeng'],
        windowMs: 900_000,
        settledAfterMs: 900_000,
        watchedForMs: 9_000_000,
      }),
      changeStep('window', { handsetMs: 900_000, awakeMs: 900_000 }),
    ),
    'clean',
  ],
  ['collector-unproven', 'refused in the twin', withEvent({ ...refused, at: at(TWIN + 6) }), 'inconclusive'],
  ['opaque-upload', 'opaque in the twin', opaque({ at: at(TWIN + 6) }), 'inconclusive'],
  [
    'key-not-served',
    'a key request in the twin',
    withExchange(
      exchange({ url: `https://${HOST}/track/key_get`, responder: 'key/onetrack', at: at(TWIN + 6) }),
    ),
    'inconclusive',
  ],
  [
    'aborted-upload',
    'an aborted upload in the twin',
    withExchange(upload('about:blank', { at: at(TWIN + 6), aborted: true })),
    'inconclusive',
  ],
  ['window-missing', 'no window in the twin', without('window', (s) => s.phase === 'twin'), 'inconclusive'],
];
