import type { Budget } from '../model/evidence.ts';
import type { Canary } from '../model/canary.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/scan.ts';
import { codecs } from './codecs/index.ts';
import type { Content } from './content.ts';
import { createMatcherWithDigests } from './digest/matcher.ts';
import { type Part, partsOf } from './parts.ts';
import { inputOfLayer, inputOfPart } from './input.ts';

/** The text that a finding was read in, and where in it the canary stands. */
export interface Located {
  text: string;
  offset: number;
}

/** Walks a finding's chain again, from the exchange to the text that held the canary; undefined where it leads nowhere. */
export function locate(
  exchange: Exchange,
  finding: Finding,
  canary: Canary,
  budget: Budget,
): Located | undefined {
  const matcher = createMatcherWithDigests([canary]);
  const none = new Set<number>();
  for (const part of partsOf(exchange).filter((each) => each.name === finding.part))
    for (const content of walk(part, finding.chain, budget)) {
      const hit = matcher.match(content, none).find(({ match }) => match === finding.match);
      if (hit) return { text: content.text, offset: hit.offset };
    }

  return undefined;
}

/** Every content that a chain leads to: a step may fit several layers of the same name. */
function* walk(part: Part, chain: readonly string[], budget: Budget): Generator<Content> {
  const ledger = { bytesLeft: budget.bytes, cutShort: () => undefined };
  let reached = [inputOfPart(part)];
  for (const step of chain)
    reached = reached.flatMap((input) =>
      codecs.flatMap((codec) =>
        codec
          .open(input, ledger)
          .filter((layer) => layer.step === step)
          .map((layer) => inputOfLayer(input, codec, layer)),
      ),
    );
  for (const { content } of reached) yield content;
}
