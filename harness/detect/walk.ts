import type { Budget } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Input, Ledger } from './codec.ts';
import { codecs } from './codecs/index.ts';
import type { Content } from './content.ts';
import { inputOfLayer, inputOfPart } from './input.ts';
import { isKeyedStep, openKeyedStep } from './keys/step.ts';
import { partsOf } from './parts.ts';

/**
 * Every way that a chain leads: the contents at each link, the part itself first. Mostly there is one, but fields and parts
 * of one name may stand beside each other.
 */
export function* walkChain(
  exchange: Exchange,
  part: string,
  chain: readonly string[],
  budget: Budget,
): Generator<Content[]> {
  for (const root of partsOf(exchange))
    if (root.name === part) yield* walk(exchange, inputOfPart(root), chain, budget);
}

function* walk(
  exchange: Exchange,
  input: Input,
  chain: readonly string[],
  budget: Budget,
): Generator<Content[]> {
  const [step, ...rest] = chain;
  if (step === undefined) yield [input.content];
  else
    for (const next of stepsFrom(exchange, input, step, budget))
      for (const way of walk(exchange, next, rest, budget)) yield [input.content, ...way];
}

function* stepsFrom(exchange: Exchange, input: Input, step: string, budget: Budget): Generator<Input> {
  const ledger: Ledger = { bytesLeft: budget.bytes, cutShort: () => undefined };
  for (const codec of codecs)
    for (const layer of codec.open(input, ledger))
      if (layer.step === step) yield inputOfLayer(input, codec, layer);
  if (isKeyedStep(step))
    for (const content of openKeyedStep(input.content, step, (where) => contentsAt(exchange, where, budget)))
      yield bare(content);
}

function* contentsAt(exchange: Exchange, where: string, budget: Budget): Generator<Content> {
  const [part = '', ...chain] = where.split(' > ');
  for (const way of walkChain(exchange, part, chain, budget)) {
    const last = way.at(-1);
    if (last) yield last;
  }
}

function bare(content: Content): Input {
  return { content, contentType: '', mimeType: '', codings: [] };
}
