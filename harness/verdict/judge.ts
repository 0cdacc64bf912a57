import { identify } from '../detect/index.ts';
import type { CaseEvidence, Judgement, Policy } from '../model/evidence.ts';
import type { Ties, TieTables } from '../model/ties.ts';
import { decide } from './decide.ts';
import { partiesOf } from './parties.ts';
import { search } from './search.ts';

/** A judgement, with identifiers and recipients of its findings. */
export type TiedJudgement = Judgement & Ties;

/** Everything that is derived from the evidence of a case: `decide()`, identifiers and recipients. Pure. */
export function judge(
  evidence: CaseEvidence,
  policy: Policy,
  tables: TieTables,
  found = search(evidence, policy),
): TiedJudgement {
  const judgement = decide(evidence, policy, found);

  return {
    ...judgement,
    ...identify(evidence, judgement.findings, tables.identifiers, policy.budget),
    parties: partiesOf(evidence, judgement.findings, tables.owners),
  };
}
