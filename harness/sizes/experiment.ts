import type { CaseEvidence } from '../model/evidence.ts';
import { blocksOf, findDepartures, type RecordedBlock } from './blocks.ts';
import { measure, type Measured } from './measure.ts';
import { sendingsOf } from './sendings.ts';

/** The result of a case with blocks. */
export type Experiment =
  | { kind: 'measured'; simulated: boolean; blocks: RecordedBlock[]; measured: Measured[] }
  /** The arms differ in more than the length of addresses, so nothing is measured. */
  | { kind: 'void'; departures: string[] };

/** Undefined for a case without blocks. */
export function experimentOf(
  evidence: Pick<CaseEvidence, 'facts' | 'timeline' | 'canaries' | 'ledger' | 'exchanges'>,
): Experiment | undefined {
  const blocks = blocksOf(evidence.timeline);
  if (blocks.length === 0) return undefined;
  const departures = findDepartures(blocks);
  if (departures.length > 0) return { kind: 'void', departures };

  const { simulated } = evidence.facts.handset;

  return { kind: 'measured', simulated, blocks, measured: measure(blocks, sendingsOf(evidence)) };
}
