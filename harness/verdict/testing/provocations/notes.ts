import type { LedgerEntry } from '../../../model/ledger.ts';
import { combine, withExchange } from '../changes.ts';
import { at, upload } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

const ELSEWHERE = 'https://o3t8h2r6c1sv.example/z4x7c1v5b9nm?q=l2k6j9h3g8fd';
/** A canary that an earlier case generated on the same handset. */
const otherCase: LedgerEntry = {
  canary: { id: 'visit-1', kind: 'url', value: ELSEWHERE },
  use: 'case',
  run: 'r',
  case: 'mint@3.4.0~89abcdef/visit-typed/private',
  mintedAt: '2026-11-20T10:00:00.000Z',
  provenFrom: '2026-11-20T10:00:01.000Z',
};

/** Notes for every verdict. */
export const notesProvocations: Provocation[] = [
  ['simulated', 'a simulated handset', (evidence) => evidence, 'clean'],
  [
    'idle-baseline',
    'traffic before anything was visited',
    withExchange(upload('about:blank', { at: at(7) })),
    'clean',
  ],
  [
    'late-elsewhere',
    'a canary of another case',
    combine((e) => ({ ...e, ledger: [...e.ledger, otherCase] }), withExchange(upload(ELSEWHERE))),
    'clean',
  ],
  ['nothing-found', 'nothing', (evidence) => evidence, 'clean'],
];
