import type { Policy } from '../../../model/evidence.ts';
import type { ReasonCode } from '../../../model/reason-codes.ts';
import type { Verdict } from '../../../model/verdict.ts';
import type { EvidenceChange } from '../changes.ts';

/**
 * A change to the evidence of a clean case, with the reason and the verdict that the change must give. `policy` replaces
 * parts of the policy for this change.
 */
export type Provocation = [
  code: ReasonCode,
  what: string,
  change: EvidenceChange,
  verdict: Verdict,
  policy?: Partial<Policy>,
];
