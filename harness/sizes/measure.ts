import type { RecordedBlock } from './blocks.ts';
import { detectableSlope } from './detectable.ts';
import { correctHolm } from './holm.ts';
import type { Unit } from './orders.ts';
import { permutationTest, type Slope, slopeOf } from './permutation.ts';
import type { Sending } from './sendings.ts';

/** The probability, over all recipients of a case together, of a false alarm for any of them. */
export const ALPHA = 0.05;

/** What a recipient received in each block, and whether it grew with the length of the addresses. */
export interface Measured extends Slope {
  recipient: string;
  /** By number of block, all arms. */
  bytes: number[];
  requests: number[];
  /** Counted separately: bytes of cookies and referrers in all blocks, and how often a request was retried. */
  excluded: { bytes: number; retries: number };
  /** One-sided, long more than short; null where every block got the same number of bytes. */
  p: number | null;
  /** After Holm, over the recipients that were tested. */
  adjusted: number | null;
  /** How many orders of the blocks the design allows. */
  orders: number;
  follows: boolean;
  /** Whether visits cause more than taps alone, in requests and in bytes; p after Holm over both, for all recipients. */
  visits: { requests: Excess; bytes: Excess };
}

/** The means of blocks with visits (short addresses) and of blocks with taps alone. */
export interface Excess {
  visits: number;
  taps: number;
  adjusted: number;
}

/** Measures every recipient that received anything in a compared block; sorted by name. */
export function measure(blocks: readonly RecordedBlock[], sendings: readonly Sending[]): Measured[] {
  const recipients = sumPerBlock(blocks, sendings).filter(({ requests }) =>
    blocks.some(({ arm }, at) => arm !== 'washout' && (requests[at] ?? 0) > 0),
  );
  const tests = recipients.map(({ bytes }) => testSize(blocks, bytes));
  const adjusted = correctTested(tests.map(({ p }) => p));
  const visits = excessesOf(blocks, recipients);

  return recipients.map((recipient, at): Measured => {
    const test = tests[at] as SizeTest;
    const corrected = adjusted[at] ?? null;

    return {
      ...recipient,
      ...test,
      adjusted: corrected,
      follows: corrected !== null && corrected <= ALPHA,
      visits: visits[at] as Measured['visits'],
    };
  });
}

/**
 * The smallest slope that the test would have found for one recipient. Null where there are too few orders to find any slope; 0
 * where the recipient received the same in every block.
 * @param tested the number of recipients that share the probability of a false alarm
 */
export function smallestSlope(
  blocks: readonly RecordedBlock[],
  { bytes, p }: Measured,
  tested: number,
): number | null {
  const [short, long] = (['short', 'long'] as const).map((arm) => {
    const subset = blocks.filter((block) => block.arm === arm);

    return subset.reduce((sum, { urlBytes }) => sum + urlBytes, 0) / subset.length;
  });

  return p === null
    ? 0
    : detectableSlope(unitsOf(blocks, bytes, 'long', 'short'), (long ?? 0) - (short ?? 0), ALPHA / tested);
}

type PerBlock = Pick<Measured, 'recipient' | 'bytes' | 'requests' | 'excluded'>;

function sumPerBlock(blocks: readonly RecordedBlock[], sendings: readonly Sending[]): PerBlock[] {
  const byRecipient = new Map<string, PerBlock>();
  for (const sending of sendings) {
    const at = blocks.findIndex((block) => sending.at >= block.at && sending.at < block.to);
    if (at < 0) continue;
    const { recipient } = sending;
    const row = byRecipient.get(recipient) ?? {
      recipient,
      bytes: blocks.map(() => 0),
      requests: blocks.map(() => 0),
      excluded: { bytes: 0, retries: 0 },
    };
    byRecipient.set(recipient, row);
    row.bytes[at] = (row.bytes[at] ?? 0) + sending.bytes;
    row.requests[at] = (row.requests[at] ?? 0) + 1;
    row.excluded.bytes += sending.excludedBytes;
    row.excluded.retries += sending.isRetry ? 1 : 0;
  }

  return [...byRecipient.values()].sort((a, b) => (a.recipient < b.recipient ? -1 : 1));
}

type SizeTest = Pick<Measured, 'p' | 'orders' | keyof Slope>;

function testSize(blocks: readonly RecordedBlock[], bytes: readonly number[]): SizeTest {
  const compared = unitsOf(blocks, bytes, 'long', 'short');
  const { p, orders } = permutationTest(compared);
  const varies = compared.some(({ value }) => value !== compared[0]?.value);
  const doses = unitsOf(
    blocks,
    blocks.map(({ urlBytes }) => urlBytes),
    'long',
    'short',
  );

  return {
    p: varies ? p : null,
    orders,
    ...slopeOf(
      compared,
      doses.map(({ value }) => value),
      ALPHA,
    ),
  };
}

function excessesOf(blocks: readonly RecordedBlock[], recipients: readonly PerBlock[]): Measured['visits'][] {
  const tests = recipients.flatMap(({ requests, bytes }) => [
    testVisits(blocks, requests),
    testVisits(blocks, bytes),
  ]);
  const adjusted = correctHolm(tests.map(({ p }) => p));
  const excessAt = (at: number): Excess => ({
    visits: tests[at]?.visits ?? 0,
    taps: tests[at]?.taps ?? 0,
    adjusted: adjusted[at] ?? 1,
  });

  return recipients.map((_, at) => ({ requests: excessAt(2 * at), bytes: excessAt(2 * at + 1) }));
}

function testVisits(
  blocks: readonly RecordedBlock[],
  values: readonly number[],
): { p: number; visits: number; taps: number } {
  const compared = unitsOf(blocks, values, 'short', 'taps');
  const mean = (treated: boolean) => {
    const subset = compared.filter((unit) => unit.treated === treated);

    return subset.reduce((sum, { value }) => sum + value, 0) / subset.length;
  };

  return { p: permutationTest(compared).p, visits: mean(true), taps: mean(false) };
}

/** The blocks of two arms. With the other blocks fixed, every assignment of the two arms is equally likely. */
function unitsOf(
  blocks: readonly RecordedBlock[],
  values: readonly number[],
  treated: 'long' | 'short',
  other: 'short' | 'taps',
): Unit[] {
  return blocks.flatMap(({ arm, group }, at) =>
    (arm === treated || arm === other) && group !== null
      ? [{ group, treated: arm === treated, value: values[at] ?? 0 }]
      : [],
  );
}

/** Holm over the recipients that were tested. */
function correctTested(values: readonly (number | null)[]): (number | null)[] {
  const corrected = correctHolm(values.filter((p) => p !== null));
  let next = 0;

  return values.map((p) => (p === null ? null : (corrected[next++] ?? 1)));
}
