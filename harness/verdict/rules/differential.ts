import type { CaseEvidence, Policy } from '../../model/evidence.ts';
import type { PlayedBlock } from '../differential/blocks.ts';
import { experimentOf } from '../differential/experiment.ts';
import { ALPHA, type Excess, type Measured, smallestSlope } from '../differential/measure.ts';
import { intervalOf, inWords, probability } from '../differential/wording.ts';
import { type Occurrence, rowOf } from '../reasons.ts';

/**
 * What the sizes of uploads tell of a case that compares blocks of browsing; nothing of any other case. A size that follows
 * the addresses' length is suspect; that none was seen to is never clean, for it may be a digest, or padded.
 */
export function differentialReasons(evidence: CaseEvidence): Occurrence[] {
  const experiment = experimentOf(evidence);
  if (!experiment) return [];
  if (experiment.kind === 'void') return [undecided('anybody', experiment.departures.join(', and '))];
  const { blocks, measured } = experiment;
  if (measured.length === 0) return [undecided('anybody', 'nothing was sent to anybody in the blocks')];
  const tested = measured.filter(({ p }) => p !== null).length;

  const kept = keptBack(evidence, blocks);

  return measured.flatMap((row) => [
    row.follows ? follows(row) : undecided(row.recipient, `${whyNot(blocks, row, tested)}${kept}`),
    ...counts(row),
  ]);
}

/** The occurrences that decide the verdict. Next to a size finding, reasons whose row has `keepsSizeFinding` do not void. */
export function standing(occurrences: readonly Occurrence[], policy: Policy): readonly Occurrence[] {
  if (!occurrences.some(({ code }) => code === 'size-follows-address')) return occurrences;

  return occurrences.filter(({ code }) => {
    const { weight, keepsSizeFinding } = rowOf(code, policy);

    return weight !== 'voids' || !keepsSizeFinding;
  });
}

function follows(row: Measured): Occurrence {
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

/** Blocks that are shorter than the release may keep an upload back are told apart only if HOME or the relaunch sends it. */
function keptBack({ facts }: CaseEvidence, blocks: readonly PlayedBlock[]): string {
  const shortest = Math.min(
    ...blocks.flatMap(({ arm, handsetMs }) => (arm === 'washout' ? [] : (handsetMs ?? []))),
  );

  return 2 * facts.windowMs > shortest
    ? `; its SDKs may keep an upload for ${Math.round(facts.windowMs / 1_000)} s, and what neither HOME nor a relaunch sends by the end of a block of ${Math.round(shortest / 1_000)} s is missed`
    : '';
}

function whyNot(blocks: readonly PlayedBlock[], row: Measured, tested: number): string {
  if (row.p === null) return 'it was sent the same in every block, where any slope would have been found';
  const seen = `the slope seen is ${inWords(row.slope)} (${intervalOf(row)}; p = ${probability(row.adjusted ?? 1)} over all recipients, where ${row.orders} orders can give ${probability(1 / row.orders)} at best)`;
  const smallest = smallestSlope(blocks, row, tested);

  return smallest === null
    ? `${seen}, and with ${tested} recipients no slope would have been found by ${row.orders} orders, however steep`
    : `${seen}, and the smallest that would have been found is ${smallest < 0.005 ? 'less than 0.01' : inWords(smallest)} bytes for each byte of an address`;
}

/** A count that follows visits is what an honest counter of pages gives. */
function counts({ recipient, visits }: Measured): Occurrence[] {
  const shown = [...excess('requests', visits.requests, 1), ...excess('bytes', visits.bytes, 0)];

  return shown.length === 0
    ? []
    : [{ code: 'count-follows-visits', values: { host: recipient, detail: shown.join(', ') } }];
}

function excess(what: string, { visits, taps, adjusted }: Excess, digits: number): string[] {
  return adjusted > ALPHA
    ? []
    : [
        `${visits.toFixed(digits)} ${what} a block with visits, ${taps.toFixed(digits)} with the same taps and none (p = ${probability(adjusted)})`,
      ];
}
