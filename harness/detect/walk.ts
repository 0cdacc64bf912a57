import type { Budget } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Input, Ledger } from './codec.ts';
import { undisguise } from './codecs/disguise.ts';
import { codecs } from './codecs/index.ts';
import { Content } from './content.ts';
import { inputOfLayer, inputOfPart } from './input.ts';
import { openJoined } from './joined/neighbours.ts';
import { isFarJoin, openFarJoin } from './joined/step.ts';
import { valuesOf } from './joined/values.ts';
import { isKeyedStep, openKeyedStep } from './keys/step.ts';
import { partsOf } from './parts.ts';

/** Finds an exchange by its index; what joins several is told by the last of them. */
export type ExchangeAt = (index: number) => Exchange | undefined;

/**
 * Every way that a chain leads: the contents at each link, the part itself first. Mostly there is one, but fields and parts
 * of one name may stand beside each other.
 */
export function* walkChain(
  exchange: Exchange,
  part: string,
  chain: readonly string[],
  budget: Budget,
  exchangeAt: ExchangeAt = () => undefined,
): Generator<Content[]> {
  const [step = '', ...rest] = chain;
  const at = (index: number) => (index === exchange.index ? exchange : exchangeAt(index));
  for (const root of partsOf(exchange)) {
    if (root.name !== part) continue;
    yield* walk(exchange, inputOfPart(root), chain, budget);
    for (const content of isFarJoin(step)
      ? openFarJoin(step, (index, where) => valuesAt(at(index), where, budget))
      : [])
      for (const way of walk(exchange, bare(content), rest, budget)) yield [root.content, ...way];
  }
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
  let compressedEnd: number | undefined;
  for (const codec of codecs) {
    const asked = compressedEnd === undefined ? input : { ...input, compressedEnd };
    const { layers, end = compressedEnd } = codec.open(asked, ledger);
    compressedEnd = end;
    for (const layer of layers) if (layer.step === step) yield inputOfLayer(input, codec, layer);
  }
  const undone = undisguise(step, input.content);
  if (undone) yield inputOfLayer(input, undone.codec, undone.layer);
  if (isKeyedStep(step))
    for (const content of openKeyedStep(input.content, step, (where) => contentsAt(exchange, where, budget)))
      yield bare(content);
  if (step.startsWith('joined:')) for (const content of openJoined(input, step)) yield bare(content);
}

/** What stands at a place: a layer, or a value of the layer before that is too short to be one. */
function* valuesAt(exchange: Exchange | undefined, where: string, budget: Budget): Generator<Content> {
  if (!exchange) return;
  yield* contentsAt(exchange, where, budget);
  const [part = '', ...chain] = where.split(' > ');
  const name = chain.pop();
  for (const way of name === undefined ? [] : walkChain(exchange, part, chain, budget))
    for (const value of valuesOf(bare(way.at(-1) ?? Content.ofText(''))))
      if (value.name === name) yield Content.ofText(value.text);
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
