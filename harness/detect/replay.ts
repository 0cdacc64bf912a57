import type { Exchange } from '../model/exchange.ts';
import type { Budget } from '../model/evidence.ts';
import type { Input, Ledger } from './codec.ts';
import { codecs } from './codecs/index.ts';
import type { Content } from './content.ts';
import { inputOfLayer, inputOfPart } from './input.ts';
import { partsOf } from './parts.ts';

/**
 * Takes the decodings of a finding's chain again, one after the other, and gives what stood at each link: the part itself
 * first. Undefined where the chain does not lead through this exchange.
 */
export function replayChain(
  exchange: Exchange,
  part: string,
  chain: readonly string[],
  budget: Budget,
): Content[] | undefined {
  for (const root of partsOf(exchange)) {
    if (root.name !== part) continue;
    const way = walk(inputOfPart(root), chain, budget);
    if (way) return way;
  }

  return undefined;
}

/** The decoded message that a finding stands in: what the last decoding gave, before the path inside it. */
export function messageOf(
  exchange: Exchange,
  finding: { part: string; chain: readonly string[] },
  budget: Budget,
): string | undefined {
  const contents = replayChain(exchange, finding.part, finding.chain, budget);
  if (!contents) return undefined;
  let at = finding.chain.length;
  while (at > 0 && /^(json|form|url|cookie|multipart|lines|percent)\b/.test(finding.chain[at - 1] ?? ''))
    at -= 1;

  return contents[at]?.text;
}

function walk(input: Input, chain: readonly string[], budget: Budget): Content[] | undefined {
  const [step, ...rest] = chain;
  if (step === undefined) return [input.content];
  for (const codec of codecs) {
    for (const layer of codec.open(input, ledgerOf(budget))) {
      if (layer.step !== step) continue;
      const way = walk(inputOfLayer(input, codec, layer), rest, budget);
      if (way) return [input.content, ...way];
    }
  }

  return undefined;
}

function ledgerOf(budget: Budget): Ledger {
  return { bytesLeft: budget.bytes, cutShort() {} };
}
