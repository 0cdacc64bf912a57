import type { RuleInput } from '../../rule-input.ts';
import type { Canary } from '../../../model/canary.ts';
import { isCompleteBy, type TimedValue } from './phases.ts';

/** Bits. A shorter value is in some answer by chance. */
const ECHO_BITS = 24;
/** Milliseconds per unit of the clocks that SDKs write: seconds, milliseconds, microseconds, nanoseconds. */
const UNITS_MS = [1000, 1, 1e-3, 1e-6];
/** How far a clock may differ from the recorder's: the time zone, and the time that an event waits. */
const CLOCK_SLACK_MS = 24 * 3_600_000;

/** Whether a new value is explained: it is a word of a canary, which is a finding, a server had sent it, or it is a clock. */
export function createExplanations({ evidence }: RuleInput): (value: TimedValue) => boolean {
  const planted = new Set(
    [...evidence.canaries, ...evidence.ledger.map(({ canary }) => canary)].flatMap(wordsOf),
  );
  const answers = evidence.exchanges.flatMap((each) =>
    each.answer?.text === undefined ? [] : [{ exchange: each, text: each.answer.text }],
  );
  const isEcho = ({ text, bits, at }: TimedValue) =>
    bits >= ECHO_BITS && answers.some((each) => isCompleteBy(each.exchange, at) && each.text.includes(text));

  return (value) => planted.has(value.text.toLowerCase()) || isClock(value) || isEcho(value);
}

/** The words of a canary. Whole ones are findings. */
function wordsOf({ value }: Canary): string[] {
  return value.toLowerCase().match(/[a-z0-9]+|[^\0-\x7f]+/g) ?? [];
}

/** Whether a number is the time at which it was sent, or a time shortly before or after. */
function isClock({ kind, text, at }: TimedValue): boolean {
  if (kind !== 'number' || !/^\d{9,19}(?:\.\d+)?$/.test(text)) return false;

  return UNITS_MS.some((unit) => Math.abs(Number(text) * unit - Date.parse(at)) < CLOCK_SLACK_MS);
}
