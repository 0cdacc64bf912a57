import { type Content, Content as Contents } from '../content.ts';

const FAR = /^joined:#\d+ /;

/** Whether a link puts together pieces of several messages: it leads on from the exchanges, not from a layer. */
export function isFarJoin(step: string): boolean {
  return FAR.test(step);
}

/** The exchanges that a chain takes pieces from. */
export function exchangesOfChain(chain: readonly string[]): number[] {
  const [step = ''] = chain;

  return isFarJoin(step) ? placesOf(step).map(({ exchange }) => exchange) : [];
}

/**
 * Puts pieces together again as a step says.
 * @param at the contents that stand at a place of an exchange, `websocket[2] > json:$.d`
 */
export function openFarJoin(
  step: string,
  at: (exchange: number, where: string) => Iterable<Content>,
): Content[] {
  const pieces = placesOf(step).map(({ exchange, where }) => {
    const [first] = at(exchange, where);

    return first;
  });
  const text = pieces.map((piece) => piece?.text ?? '').join('');

  return pieces.every((piece) => piece !== undefined) ? [Contents.ofText(text)] : [];
}

function placesOf(step: string): { exchange: number; where: string }[] {
  return step
    .slice('joined:'.length)
    .split(' + ')
    .map((each) => {
      const [, exchange = '', where = ''] = /^#(\d+) (.*)$/s.exec(each) ?? [];

      return { exchange: Number(exchange), where };
    });
}
