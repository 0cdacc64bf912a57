import type { Policy } from '../../../model/evidence.ts';
import type { ReasonCode } from '../../../model/reason-codes.ts';
import type { Verdict } from '../../../model/verdict.ts';
import type { EvidenceChange } from '../changes.ts';

/** The reason that a change to the evidence of a clean case must give, the change, the verdict, and what the policy has to be for it. */
export type Provocation = [
  code: ReasonCode,
  what: string,
  change: EvidenceChange,
  verdict: Verdict,
  policy?: Partial<Policy>,
];
