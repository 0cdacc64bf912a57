import type { Budget } from '../model/evidence.ts';
import { codecs } from './codecs/index.ts';
import { isChance, isFormless, isFormlessHex } from './chance.ts';
import type { Codec, Input, Layer, Ledger } from './codec.ts';
import { inputOfLayer, inputOfPart } from './input.ts';
import type { Content } from './content.ts';
import type { Hit, Matcher } from './match/matcher.ts';
import { isPlain } from './plain.ts';
import type { Part } from './parts.ts';

/** A canary seen in a layer, with the way there. */
export interface Sighting extends Hit {
  chain: Link[];
  /** Where, from the part inwards: one offset a link, then the hit's own. */
  offsets: number[];
}

export interface Link {
  step: string;
  kind: Codec['kind'];
}

/** A layer that was reached, as far as telling what stayed closed needs it. */
export interface Reached {
  content: Content;
  chain: readonly Link[];
  /** Every encoding on the way was plain to see. */
  sure: boolean;
  /** Something sensible came out of it. */
  opened: boolean;
}

export interface PartSearch {
  sightings: Sighting[];
  /** Every layer that is no text, and every text that could be an envelope. */
  reached: Reached[];
  exhausted: boolean;
}

/** What an exchange has left of its budget; parts draw on it in turn. */
export interface Allowance {
  bytes: number;
  steps: number;
}

interface Node extends Reached {
  /** Its parts hold all of its text: guessing amid it finds nothing new. */
  covered: boolean;
  /** Its parts have names: words found across them are pieces of what is read by name. */
  structured: boolean;
  chain: Link[];
  offsets: number[];
  input: Input;
  parent?: Node;
}

const FOR_TEXT = codecs.filter(({ reads }) => reads !== 'bytes');
const FOR_BYTES = codecs.filter(({ reads }) => reads !== 'text');
const isDirectCodec = ({ kind }: Codec) => kind === 'structure' || kind === 'whole';
const isIndirectCodec = ({ kind }: Codec) => kind === 'rewrite' || kind === 'inside';
const DIRECT = { text: FOR_TEXT.filter(isDirectCodec), bytes: FOR_BYTES.filter(isDirectCodec) };
const INDIRECT = { text: FOR_TEXT.filter(isIndirectCodec), bytes: FOR_BYTES.filter(isIndirectCodec) };
/** What is tried on a short value without form. */
const WHOLE = FOR_BYTES.filter(({ kind }) => kind === 'whole');

/**
 * Opens a part layer by layer, breadth-first, and holds every layer against the canaries. What names its parts or is one
 * encoded value comes first, so that a finding's chain is the most telling one; guesses inside other text come after.
 */
export function searchPart(
  part: Part,
  matcher: Matcher,
  skip: ReadonlySet<number>,
  allowance: Allowance,
  budget: Budget,
): PartSearch {
  const search: PartSearch = { sightings: [], reached: [], exhausted: false };
  const ledger = ledgerOf(allowance, search);
  const seen = new Set<string>();
  const direct: Node[] = [];
  const indirect: Node[] = [];

  const reach = (node: Node, key: string) => {
    seen.add(key);
    sight(node, matcher, skip, search);
    search.reached.push(node);
    if (node.chain.length >= budget.depth) search.exhausted = true;
    else direct.push(node);
  };
  reach(rootOf(part), part.content.key);

  /** Takes what one codec made of a layer. @returns false where the budget is spent */
  const take = (node: Node, codec: Codec, layers: readonly Layer[]): boolean => {
    if (layers.length > 0 && codec.covers?.(node.input)) node.covered = true;
    for (const layer of layers) {
      if (isChance(codec, layer)) continue;
      const isDullLayer = isDull(layer, matcher);
      if (!isDullLayer && (allowance.steps-- <= 0 || allowance.bytes <= 0)) return false;
      if (opens(codec, layer)) markOpened(node);
      node.structured ||= codec.kind === 'structure';
      if (isDullLayer) continue;
      const { key } = layer.content;
      if (!seen.has(key)) {
        allowance.bytes -= layer.content.length;
        reach(childOf(node, codec, layer), key);
      } else if (codec.kind === 'structure') sight(childOf(node, codec, layer), matcher, skip, search);
    }

    return true;
  };

  let at = 0;
  let indirectAt = 0;
  while (at < direct.length || indirectAt < indirect.length) {
    const isDirect = at < direct.length;
    const node = isDirect ? direct[at++] : indirect[indirectAt++];
    if (!node) break;
    const isClosed =
      isDirect && node.chain.length > 0 && !node.content.isText && isFormless(node.content.bytes);
    const nature = node.content.isText ? 'text' : 'bytes';
    for (const codec of isClosed ? WHOLE : (isDirect ? DIRECT : INDIRECT)[nature])
      if (!take(node, codec, codec.open(node.input, ledger))) {
        search.exhausted = true;

        return search;
      }
    if (isDirect && !isClosed && !node.covered) indirect.push(node);
  }

  return search;
}

/** Whether a layer is plain text without a canary: it was understood, and there is nothing more to it. */
function isDull({ content, contentType, codings }: Layer, matcher: Matcher): boolean {
  if (contentType !== undefined || codings !== undefined || !content.isText) return false;

  return (
    (isPlain(content.text, matcher.shortest) || isFormlessHex(content.text)) && !matcher.mayMatch(content)
  );
}

function rootOf(part: Part): Node {
  return {
    content: part.content,
    chain: [],
    offsets: [],
    sure: true,
    opened: false,
    structured: false,
    covered: false,
    input: inputOfPart(part),
  };
}

function childOf(node: Node, codec: Codec, layer: Layer): Node {
  return {
    parent: node,
    content: layer.content,
    chain: [...node.chain, { step: layer.step, kind: codec.kind }],
    offsets: [...node.offsets, layer.offset],
    sure: node.sure && layer.sure && !isSecondReading(node, codec),
    opened: false,
    structured: false,
    covered: false,
    input: inputOfLayer(node.input, codec, layer),
  };
}

/**
 * Whether a codec only reads again, in another way, what was understood: compressed bytes have a percent sign followed by two
 * hex digits in them now and then, and what that gives was never hidden.
 */
function isSecondReading(node: Node, codec: Codec): boolean {
  return (codec.kind === 'inside' || codec.kind === 'rewrite') && (node.structured || node.opened);
}

function sight(node: Node, matcher: Matcher, skip: ReadonlySet<number>, search: PartSearch): void {
  for (const hit of matcher.match(node.content, skip))
    search.sightings.push({ ...hit, chain: node.chain, offsets: [...node.offsets, hit.offset] });
}

/**
 * Whether a layer says that its parent was understood, not only tried. Protobuf fits chance bytes now and then: it is
 * believed where text comes out of it, however deep. Random bytes inflate to a few characters now and then.
 */
function opens(codec: Codec, layer: Layer): boolean {
  if (codec.kind === 'rewrite' || codec.kind === 'inside') return false;
  if (!layer.sure) return false;
  if (layer.content.isText) return true;
  if (codec.kind === 'structure') return codec.name !== 'protobuf';

  return layer.sure && codec.name !== 'base64' && codec.name !== 'hex';
}

function markOpened(node: Node): void {
  for (let each: Node | undefined = node; each && !each.opened; each = each.parent) {
    each.opened = true;
    if (!each.chain.at(-1)?.step.startsWith('protobuf')) return;
  }
}

function ledgerOf(allowance: Allowance, search: PartSearch): Ledger {
  return {
    /** One decoding never gets all that is left: a bomb must not starve what stands beside it. */
    get bytesLeft() {
      return Math.floor(allowance.bytes / 2);
    },
    cutShort() {
      search.exhausted = true;
    },
  };
}
