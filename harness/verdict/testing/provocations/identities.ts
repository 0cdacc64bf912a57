import { all, withFacts, without } from '../changes.ts';
import type { Provocation } from './provocation.ts';

/** Too few identities, and too little time behind the last visit. */
export const ofIdentities: Provocation[] = [
  [
    'few-identities',
    'one identity',
    all(
      withFacts({ identities: 1 }),
      without('identity', (s) => s.number > 1),
    ),
    'clean',
  ],
  [
    'evidence-contradicts',
    'fewer identities than are said',
    without('identity', (s) => s.number > 1),
    'inconclusive',
  ],
  [
    'identity-unread',
    'the values of the handset were not read',
    (e) => ({ ...e, identity: { ...e.identity, values: [] } }),
    'clean',
  ],
  ['canaries-forgotten', 'a ledger that was full', withFacts({ forgottenCanaries: 3 }), 'clean'],
  [
    'provisional',
    'a helper that is slower than the case was long',
    withFacts({ settledAfterMs: 3_600_000 }),
    'clean',
  ],
  [
    'evidence-missing',
    'nobody knows how slow the slowest is',
    withFacts({ settledAfterMs: 0 }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'the slowest is faster than the release',
    withFacts({ settledAfterMs: 30_000 }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'watched for less than it was recorded',
    withFacts({ watchedForMs: 60_000 }),
    'inconclusive',
  ],
];
