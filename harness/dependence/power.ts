import { createDraw } from './draw.ts';
import { PAGE_VISITS } from './design.ts';
import type { Experiment } from './experiment.ts';
import type { Message } from './message.ts';
import type { Labeling } from './permutation/labelings.ts';

/** A sender whose messages have a field of so many bits; it depends on the page at one in so many visits, else it is random. */
export interface Dependence {
  bits: number;
  oneIn: number;
}

/** The kinds of dependence whose chance to be found is reported. */
export const DEPENDENCES: readonly Dependence[] = [1, 3, 10].flatMap((oneIn) =>
  [1, 8, 64].map((bits) => ({ bits, oneIn })),
);

/**
 * The chance that an experiment of two stages finds a dependence, by simulation: the messages of a simulated sender are added to
 * what was recorded. Pages have different codes.
 * @param trials simulated experiments
 */
export function powerOf(
  experiment: Experiment,
  labelings: readonly [explore: Labeling, confirm: Labeling],
  dependence: Dependence,
  trials: number,
): number {
  const draw = createDraw(`power ${dependence.bits} ${dependence.oneIn}`);
  let found = 0;
  for (let trial = 0; trial < trials; trial++)
    if (experiment.wouldFind(messagesOf(labelings, dependence, draw), ...labelings)) found++;

  return found / trials;
}

function messagesOf(
  labelings: readonly Labeling[],
  { bits, oneIn }: Dependence,
  draw: (count: number) => number,
): Message[] {
  const messages: Message[] = [];
  let block = 0;
  for (const labeling of labelings) {
    const codes = codesOf(bits, draw);
    for (const page of labeling) {
      for (let visit = 0; visit < PAGE_VISITS; visit++) {
        const value = draw(oneIn) === 0 ? (codes[page] ?? '') : codeOf(bits, draw);
        messages.push({
          block,
          host: 'sender.example',
          site: 'sender.example',
          method: 'POST',
          segments: ['v'],
          fields: [{ path: 'request.body > json:$.v', value }],
          bytes: 100,
          afterVisitMs: undefined,
          afterMessageMs: undefined,
        });
      }
      block++;
    }
  }

  return messages;
}

/** Different codes for the two pages. */
function codesOf(bits: number, draw: (count: number) => number): [string, string] {
  for (;;) {
    const [a, b] = [codeOf(bits, draw), codeOf(bits, draw)];
    if (a !== b) return [a, b];
  }
}

/** So many random bits in hex. */
function codeOf(bits: number, draw: (count: number) => number): string {
  let code = '';
  for (let left = bits; left > 0; left -= 4) code += draw(2 ** Math.min(4, left)).toString(16);

  return code;
}
