import type { Budget } from '../../model/evidence.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Opaque } from '../../model/scan.ts';
import { Sample } from '../capture/sample.ts';
import { Content } from '../content.ts';
import { corroborated } from '../digest/corroborate.ts';
import { LayerNode, type Link } from '../layer-node.ts';
import type { Matcher } from '../match/matcher.ts';
import { mergeSightings } from '../merge.ts';
import { opaqueOf } from '../opaque/classify.ts';
import type { OpenedLate } from '../opaque/opened.ts';
import { searchFrom, type Sighting } from '../search.ts';
import { type Kept, Shelf } from './shelf.ts';
import { firstFit, type Key, KEYED, LONGEST_KEY, type Vector } from './fit.ts';
import { keysOf } from './forms.ts';
import { vectorsAmong, type KeysTried } from './keyed.ts';
import { keyedStep } from './step.ts';
import { isNamedKey } from './values.ts';

/** A canary in what a key of another exchange opened. */
export interface ElsewhereFinding {
  exchange: Pick<Exchange, 'index' | 'host'>;
  part: string;
  sighting: Sighting;
  sdk?: string;
}

export interface ElsewhereResult {
  found: ElsewhereFinding[];
  /** What was opened, and so is not opaque any more; and what in it stayed closed. */
  opened: OpenedLate[];
  opaque: Opaque[];
  /** Exchanges whose keys or closed parts are more than are held against each other, or that went over the budget. */
  cutShort: ReadonlySet<number>;
}

export interface ElsewhereSearch {
  /** Takes note of what stayed closed in an exchange, and of what may be keys in it. */
  observe(exchange: Exchange, searched: Pick<KeysTried, 'left' | 'values'>, sdk?: string): void;
  /** Tries the keys on what other exchanges hold; `own` says which canaries belong to a host. */
  end(own: (host: string) => ReadonlySet<number>): ElsewhereResult;
}

/** A key of a capture; `where` begins with its exchange, `#3 request.body > json:$.key`. */
interface CaptureKey extends Key {
  index: number;
  vectors: readonly Vector[];
}

/** Keys that say so by name, and others of a key's length. */
const MOST_TELLING = 256;
const MOST_OTHERS = 64;
/** Closed parts, largest first, on which the others are tried too. */
const MOST_FOR_OTHERS = 16;
const AES_KEYS = [16, 24, 32];
/** A key of XOR that is shorter repeats so often that its data is seen through without. */
const SHORTEST_KEY = 4;

/**
 * Opens what is encrypted under a key that travelled in another exchange of the capture: AES as within one exchange, and XOR.
 * Keys are values of 16, 24 or 32 bytes as they stand, in hex or in base64, and those whose name says so. Work is bounded,
 * and does not depend on the order in which exchanges come: 256 keys that tell are tried on 256 parts, 64 others on the 16
 * largest of them.
 */
export function createElsewhereSearch(matcher: Matcher, budget: Budget): ElsewhereSearch {
  const telling = new Sample<CaptureKey>(MOST_TELLING);
  const others = new Sample<CaptureKey>(MOST_OTHERS);
  const shelf = new Shelf();
  /** Exchanges with keys that tell: where there are too many, any of them may be cut short. */
  const holders = new Set<number>();

  return {
    observe(exchange, { left, values }, sdk) {
      const { index, host } = exchange;
      const vectors = vectorsAmong(values);
      for (const closed of left) shelf.put(closed, { index, host }, vectors, sdk);
      const elsewhere = vectors.map(({ bytes, name }) => ({ bytes, name: name.replace('(', `(#${index} `) }));
      for (const value of values) {
        const { where, content } = value;
        const isTelling = isNamedKey(value);
        const fits = (length: number) =>
          AES_KEYS.includes(length) || (isTelling && length >= SHORTEST_KEY && length <= LONGEST_KEY);
        for (const form of keysOf(content, fits)) {
          const id = form.bytes.toString('hex');
          const sample = isTelling ? telling : others;
          const known = sample.get(id);
          const key = { ...form, where: `#${index} ${where}`, isTelling, index, vectors: elsewhere };
          if (isTelling) holders.add(index);
          if (!known || inOrder(key, known) < 0) sample.set(id, key);
        }
      }
    },
    end(own) {
      const keys = { telling: kept(telling), others: kept(others) };
      const { all, dropped } = shelf.end();
      const result = { found: [], opened: [], opaque: [], cutShort: new Set<number>() };
      if (telling.isCut && all.some(({ isLarge }) => isLarge))
        for (const index of holders) result.cutShort.add(index);
      if (keys.telling.length > 0) for (const index of dropped) result.cutShort.add(index);
      const large = new Set(
        all.toSorted((a, b) => b.bytes.length - a.bytes.length).slice(0, MOST_FOR_OTHERS),
      );
      const fitting = new Set<CaptureKey>();
      for (const each of all) {
        const tried = [...fitting, ...keys.telling, ...(large.has(each) ? keys.others : [])];
        open(each, tried, result, fitting, own(each.exchange.host));
      }

      return result;
    },
  };

  function open(
    { part, exchange, bytes, chain, offsets, place, vectors, sdk }: Kept,
    keys: readonly CaptureKey[],
    result: ElsewhereResult & { cutShort: Set<number> },
    fitting: Set<CaptureKey>,
    skip: ReadonlySet<number>,
  ): void {
    const others = keys.filter(({ index }) => index !== exchange.index);
    const fit = firstFit(bytes, place, others, (key) => [...vectors, ...key.vectors]);
    if (!fit) return;
    fitting.add(fit.key);
    const root = LayerNode.ofPart({ ...part, content: Content.ofBytes(bytes) });
    const step = keyedStep(fit.way, fit.key, fit.key.where);
    const inner = root.child(KEYED, { step, content: Content.ofBytes(fit.plain), offset: 0, sure: true });
    const allowance = { bytes: budget.bytes, steps: budget.steps };
    const search = searchFrom(inner, matcher, skip, allowance, budget);
    if (search.exhausted) result.cutShort.add(exchange.index);
    result.opened.push({ exchange: exchange.index, part: part.name, bytes: bytes.length });
    const plain = { ...part, content: inner.content };
    result.opaque.push(...opaqueOf(exchange, plain, search.reached, undefined, sdk).opaque);
    const seen = corroborated(search.sightings.map((sighting) => ({ part: part.name, sighting })));
    for (const sighting of mergeSightings(seen.map((each) => each.sighting)))
      result.found.push({
        exchange,
        part: part.name,
        sighting: behind(chain, offsets, sighting),
        ...(sdk === undefined ? {} : { sdk }),
      });
  }
}

/** A sighting with the way before it. */
function behind(chain: readonly Link[], offsets: readonly number[], sighting: Sighting): Sighting {
  return {
    ...sighting,
    chain: [...chain, ...sighting.chain],
    offsets: [...offsets, ...sighting.offsets],
  };
}

function kept(sample: Sample<CaptureKey>): CaptureKey[] {
  return sample
    .keys()
    .flatMap((id) => sample.get(id) ?? [])
    .toSorted(inOrder);
}

function inOrder(a: CaptureKey, b: CaptureKey): number {
  if (a.index !== b.index) return a.index - b.index;

  return a.where < b.where ? -1 : a.where > b.where ? 1 : a.form < b.form ? -1 : 1;
}
