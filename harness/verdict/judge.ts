import { identify } from '../detect/index.ts';
import type { CaseEvidence, Judgement, Policy } from '../model/evidence.ts';
import type { Ties, TieTables } from '../model/ties.ts';
import { decide } from './decide.ts';
import { partiesOf } from './parties.ts';
import { search } from './search.ts';

/** A judgement, and what ties its findings to a person and to recipients. */
export type TiedJudgement = Judgement & Ties;

/** Everything that a case's evidence says, on the day of the run and from its folder later: `decide()`, and its ties. Pure. */
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
