import { combine, withFacts, without } from '../changes.ts';
import type { Provocation } from './provocation.ts';

/** Too few identities, or too little time after the last visit. */
export const identitiesProvocations: Provocation[] = [
  [
    'few-identities',
    'one identity',
    combine(
      withFacts({ identities: 1 }),
      without('identity', (s) => s.number > 1),
    ),
    'clean',
  ],
  [
    'evidence-contradicts',
    'fewer identities than the facts say',
    without('identity', (s) => s.number > 1),
    'inconclusive',
  ],
  [
    'identity-unread',
    "the handset's ids were not read",
    (e) => ({ ...e, identity: { ...e.identity, values: [] } }),
    'clean',
  ],
  ['canaries-forgotten', 'a ledger that was full', withFacts({ forgottenCanaries: 3 }), 'clean'],
  ['provisional', 'a helper slower than the case', withFacts({ settledAfterMs: 3_600_000 }), 'clean'],
  ['evidence-missing', 'the longest interval is unknown', withFacts({ settledAfterMs: 0 }), 'inconclusive'],
  [
    'evidence-contradicts',
    "the longest interval is shorter than the release's",
    withFacts({ settledAfterMs: 30_000 }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'watched for less time than recorded',
    withFacts({ watchedForMs: 60_000 }),
    'inconclusive',
  ],
];
