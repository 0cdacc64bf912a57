import type { Budget } from '../../model/evidence.ts';
import type { Exchange } from '../../model/exchange.ts';
import { parseStep } from '../chain.ts';
import type { Input, OutputBudget } from '../codec.ts';
import { undisguise } from '../codecs/disguise.ts';
import { codecs } from '../codecs/index.ts';
import { Content } from '../content.ts';
import { bareInput, inputOfLayer, inputOfPart } from '../input.ts';
import { AS_BASE64 } from '../joined/layer-value.ts';
import { labelsOf, valuesOfLayer } from '../joined/layer-values.ts';
import { valuesOf } from '../joined/message-values.ts';
import { partsOf } from '../parts.ts';
import { replayDecryption, replayJoin, replayPieces } from './derived.ts';

/** Returns an exchange by its index. A chain that joins messages also needs earlier exchanges. */
export type ExchangeAt = (index: number) => Exchange | undefined;

/**
 * Replays a printed chain. Yields the content at each step, starting with the part. Usually there is one result, but several
 * fields or parts can have the same name.
 */
export function* walkChain(
  exchange: Exchange,
  part: string,
  chain: readonly string[],
  budget: Budget,
  exchangeAt: ExchangeAt = () => undefined,
): Generator<Content[]> {
  const [first = '', ...rest] = chain;
  const step = parseStep(first);
  const at = (index: number) => (index === exchange.index ? exchange : exchangeAt(index));
  for (const root of partsOf(exchange)) {
    if (root.name !== part) continue;
    yield* walkSteps(exchange, inputOfPart(root), chain, budget);
    if (step?.kind !== 'joined-messages') continue;
    for (const content of replayPieces(step, (index, place) => valuesAt(at(index), place, budget)))
      for (const steps of walkSteps(exchange, bareInput(content), rest, budget))
        yield [root.content, ...steps];
  }
}

function* walkSteps(
  exchange: Exchange,
  input: Input,
  chain: readonly string[],
  budget: Budget,
): Generator<Content[]> {
  const [step, ...rest] = chain;
  if (step === undefined) yield [input.content];
  else
    for (const next of inputsAfter(exchange, input, step, budget))
      for (const steps of walkSteps(exchange, next, rest, budget)) yield [input.content, ...steps];
}

function* inputsAfter(exchange: Exchange, input: Input, text: string, budget: Budget): Generator<Input> {
  const output: OutputBudget = { bytesLeft: budget.bytes, cutShort: () => undefined };
  let compressedEnd: number | undefined;
  for (const codec of codecs) {
    const codecInput = compressedEnd === undefined ? input : { ...input, compressedEnd };
    const { layers, end = compressedEnd } = codec.open(codecInput, output);
    compressedEnd = end;
    for (const layer of layers) if (layer.step === text) yield inputOfLayer(input, codec, layer);
    if (codec.guesses)
      for (const layer of codec.open({ ...codecInput, hasCanary: () => true }, output).layers)
        if (layer.step === text && !layers.some(({ offset }) => offset === layer.offset))
          yield inputOfLayer(input, codec, layer);
  }
  for (const { codec, layer } of undisguise(text, input.content)) yield inputOfLayer(input, codec, layer);
  const step = parseStep(text);
  if (step?.kind === 'decrypted')
    for (const content of replayDecryption(input.content, step, (place) =>
      contentsAt(exchange, place, budget),
    ))
      yield bareInput(content);
  if (step?.kind === 'joined-values')
    for (const content of replayJoin(input, step.names)) yield bareInput(content);
}

/** The contents at a place: layers, or values of the previous layer that are too short to be layers. */
function* valuesAt(exchange: Exchange | undefined, place: string, budget: Budget): Generator<Content> {
  if (!exchange) return;
  if (place.endsWith(AS_BASE64)) {
    for (const { text } of valuesAt(exchange, place.slice(0, -AS_BASE64.length), budget))
      yield Content.ofText(Buffer.from(text, 'base64').toString('latin1'));

    return;
  }
  yield* contentsAt(exchange, place, budget);
  const [part = '', ...chain] = place.split(' > ');
  const name = chain.pop();
  if (name === undefined) return;
  if (part === 'sni' || part === 'dns')
    for (const value of labelsOf(exchange.host))
      if (value.place.name === name) yield Content.ofText(value.text);
  for (const input of inputsAt(exchange, part, chain, budget))
    for (const value of [
      ...valuesOfLayer(input, part, chain.length === 0).map(({ place, text }) => ({
        name: place.name,
        text,
      })),
      ...valuesOf(bareInput(input.content)),
    ])
      if (value.name === name) yield Content.ofText(value.text);
}

/** The inputs of codecs after the steps of a chain. */
function* inputsAt(
  exchange: Exchange,
  part: string,
  chain: readonly string[],
  budget: Budget,
): Generator<Input> {
  for (const root of partsOf(exchange)) {
    if (root.name !== part) continue;
    let inputs = [inputOfPart(root)];
    for (const step of chain)
      inputs = inputs.flatMap((input) => [...inputsAfter(exchange, input, step, budget)]);
    yield* inputs;
  }
}

function* contentsAt(exchange: Exchange, place: string, budget: Budget): Generator<Content> {
  const [part = '', ...chain] = place.split(' > ');
  for (const steps of walkChain(exchange, part, chain, budget)) {
    const last = steps.at(-1);
    if (last) yield last;
  }
}
