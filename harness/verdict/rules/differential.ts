import type { CaseEvidence, Policy } from '../../model/evidence.ts';
import { durationText } from '../../model/duration.ts';
import { counted } from '../../model/counted.ts';
import {
  ALPHA,
  type Excess,
  experimentOf,
  intervalOf,
  inWords,
  type Measured,
  type RecordedBlock,
  probability,
  smallestSlope,
} from '../../sizes/index.ts';
import { type Occurrence, rowOf } from '../reasons.ts';

/**
 * Compares upload sizes in a case with blocks; a case without blocks gives no reason. A size that follows the length of
 * the addresses makes the case suspect. Any other size is inconclusive, because addresses can be hashed or padded.
 */
export function differentialReasons(evidence: CaseEvidence): Occurrence[] {
  const experiment = experimentOf(evidence);
  if (!experiment) return [];
  if (experiment.kind === 'void') return [undecided('any host', experiment.departures.join('; '))];
  const { blocks, measured } = experiment;
  if (measured.length === 0) return [undecided('any host', 'no data was sent in the blocks')];
  const tested = measured.filter(({ p }) => p !== null).length;

  const heldBack = heldBackNote(evidence, blocks);

  return measured.flatMap((row) => [
    row.follows
      ? followsAddress(row)
      : undecided(row.recipient, `${failureDetail(blocks, row, tested)}${heldBack}`),
    ...visitCounts(row),
  ]);
}

/** Findings of experiments: they need no proof that everything else was seen. */
const EXPERIMENT_FINDINGS = new Set<string>(['size-follows-address', 'content-follows-page']);

/** The occurrences that decide the verdict. Next to a finding of an experiment, reasons whose row has `keepsSizeFinding` do not void. */
export function decidingOccurrences(
  occurrences: readonly Occurrence[],
  policy: Policy,
): readonly Occurrence[] {
  if (!occurrences.some(({ code }) => EXPERIMENT_FINDINGS.has(code))) return occurrences;

  return occurrences.filter(({ code }) => {
    const { weight, keepsSizeFinding } = rowOf(code, policy);

    return weight !== 'voids' || !keepsSizeFinding;
  });
}

function followsAddress(row: Measured): Occurrence {
  return {
    code: 'size-follows-address',
    values: {
      host: row.recipient,
      slope: inWords(row.slope),
      interval: intervalOf(row),
      p: probability(row.adjusted ?? 1),
      orders: row.orders,
    },
  };
}

function undecided(host: string, detail: string): Occurrence {
  return { code: 'size-not-decided', values: { host, detail } };
}

/** An SDK that holds uploads longer than a block is noticed only if HOME or the relaunch makes it send. */
function heldBackNote({ facts }: CaseEvidence, blocks: readonly RecordedBlock[]): string {
  const shortest = Math.min(
    ...blocks.flatMap(({ arm, handsetMs }) => (arm === 'washout' ? [] : (handsetMs ?? []))),
  );

  return 2 * facts.windowMs > shortest
    ? `. SDKs may hold an upload for ${durationText(facts.windowMs)}; one that neither HOME nor a relaunch triggers within a block of ${durationText(shortest)} is missed`
    : '';
}

function failureDetail(blocks: readonly RecordedBlock[], row: Measured, tested: number): string {
  if (row.p === null)
    return 'the same number of bytes was sent in every block, so any slope would have been found';
  const measuredText = `the measured slope is ${inWords(row.slope)} (${intervalOf(row)}; p = ${probability(row.adjusted ?? 1)}, corrected for all recipients; the smallest p of ${row.orders} orders is ${probability(1 / row.orders)})`;
  const smallest = smallestSlope(blocks, row, tested);

  return smallest === null
    ? `${measuredText}. With ${counted(tested, 'recipient')}, a test over ${row.orders} orders cannot find a slope, however steep`
    : `${measuredText}. The smallest slope that the test would find is ${smallest < 0.005 ? 'less than 0.01' : inWords(smallest)}`;
}

/** Reports numbers or sizes of requests that follow the visits. This is a note: a harmless page counter does the same. */
function visitCounts({ recipient, visits }: Measured): Occurrence[] {
  const excesses = [...excessText('requests', visits.requests, 1), ...excessText('bytes', visits.bytes, 0)];

  return excesses.length === 0
    ? []
    : [{ code: 'count-follows-visits', values: { host: recipient, detail: excesses.join(', ') } }];
}

function excessText(what: string, { visits, taps, adjusted }: Excess, digits: number): string[] {
  return adjusted > ALPHA
    ? []
    : [
        `${visits.toFixed(digits)} ${what} per block with visits, ${taps.toFixed(digits)} per block with the same taps and no visit (p = ${probability(adjusted)})`,
      ];
}
