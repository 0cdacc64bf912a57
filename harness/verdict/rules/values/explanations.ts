import type { RuleInput } from '../../rule-input.ts';
import type { Canary } from '../../../model/canary.ts';
import { isClock } from './clock.ts';
import { isCompleteBy, type TimedValue } from './phases.ts';

/** Bits. A shorter value is in some answer by chance. */
const ECHO_BITS = 24;
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

  return (value) =>
    planted.has(value.text.toLowerCase()) ||
    (value.kind === 'number' && isClock(value.text, value.at)) ||
    isEcho(value);
}

/** The words of a canary. Whole ones are findings. */
function wordsOf({ value }: Canary): string[] {
  return value.toLowerCase().match(/[a-z0-9]+|[^\0-\x7f]+/g) ?? [];
}
