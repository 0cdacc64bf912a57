import { isKeyedStep } from './keys/step.ts';

/** `#3 request.body > json:$.key`: a place in another exchange. */
const FAR = /^#(\d+) (.*)$/s;
const FAR_VALUE = /\(#(\d+) /g;

/** A place as a step spells it where it may be in another exchange, `#3 request.body > json:$.key`. */
export interface Place {
  /** Undefined where it is in the exchange of the chain itself. */
  exchange: number | undefined;
  where: string;
}

/** Reads a place as a step spells it. */
export function placeOf(spelled: string): Place {
  const [, exchange, where] = FAR.exec(spelled) ?? [];

  return exchange === undefined || where === undefined
    ? { exchange: undefined, where: spelled }
    : { exchange: Number(exchange), where };
}

/** The exchanges that a chain takes pieces, keys or vectors from. */
export function exchangesOfChain(chain: readonly string[]): number[] {
  return chain.flatMap((step) => {
    if (isKeyedStep(step)) return [...step.matchAll(FAR_VALUE)].map(([, index]) => Number(index));
    if (!step.startsWith('joined:#')) return [];

    return step
      .slice('joined:'.length)
      .split(' + ')
      .flatMap((each) => placeOf(each).exchange ?? []);
  });
}
