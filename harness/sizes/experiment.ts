import type { CaseEvidence } from '../model/evidence.ts';
import { blocksOf, departures, type PlayedBlock } from './blocks.ts';
import { measure, type Measured } from './measure.ts';
import { sendingsOf } from './sendings.ts';

/** What a case that compares blocks shows. */
export type Experiment =
  | { kind: 'measured'; simulated: boolean; blocks: PlayedBlock[]; measured: Measured[] }
  /** Its arms differ in more than the length of their addresses, so that nothing is measured. */
  | { kind: 'void'; departures: string[] };

/** Undefined for a case without blocks, as most are. */
export function experimentOf(
  evidence: Pick<CaseEvidence, 'facts' | 'timeline' | 'canaries' | 'ledger' | 'exchanges'>,
): Experiment | undefined {
  const blocks = blocksOf(evidence.timeline);
  if (blocks.length === 0) return undefined;
  const wrong = departures(blocks);
  if (wrong.length > 0) return { kind: 'void', departures: wrong };

  const { simulated } = evidence.facts.handset;

  return { kind: 'measured', simulated, blocks, measured: measure(blocks, sendingsOf(evidence)) };
}
