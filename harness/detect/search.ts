import type { Budget } from '../model/evidence.ts';
import { undisguise } from './codecs/disguise.ts';
import { codecs } from './codecs/index.ts';
import { isChance, isFormless, isFormlessHex } from './chance.ts';
import type { Codec, Input, Layer, Ledger } from './codec.ts';
import { Content } from './content.ts';
import { LayerNode, type Link } from './layer-node.ts';
import type { Hit, Matcher } from './match/matcher.ts';
import { CodecChoice } from './needs.ts';
import { isPlain } from './plain.ts';
import type { Part } from './parts.ts';

export type { Link } from './layer-node.ts';

/** A canary seen in a layer, with the way there. */
export interface Sighting extends Hit {
  chain: readonly Link[];
  /** Where, from the part inwards: one offset a link, then the hit's own. */
  offsets: number[];
}

/** A layer that was reached, as far as telling what stayed closed needs it. */
export type Reached = LayerNode;

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

const FOR_TEXT = codecs.filter(({ reads }) => reads !== 'bytes');
const FOR_BYTES = codecs.filter(({ reads }) => reads !== 'text');
const isDirectCodec = ({ kind }: Codec) => kind === 'structure' || kind === 'whole';
const isIndirectCodec = ({ kind }: Codec) => kind === 'rewrite' || kind === 'inside';
const DIRECT = codecsOfKind(isDirectCodec);
const INDIRECT = codecsOfKind(isIndirectCodec);
/** What is tried on a short value without form. */
const FORMLESS = FOR_BYTES.filter(({ kind, readsFormless }) => kind === 'whole' && readsFormless);

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
  return searchFrom(LayerNode.ofPart(part), matcher, skip, allowance, budget);
}

/** The same from a layer on that something else than a codec gave. */
export function searchFrom(
  root: LayerNode,
  matcher: Matcher,
  skip: ReadonlySet<number>,
  allowance: Allowance,
  budget: Budget,
): PartSearch {
  const search: PartSearch = { sightings: [], reached: [], exhausted: false };
  const ledger = ledgerOf(allowance, search);
  const seen = new Set<string>();
  const direct: LayerNode[] = [];
  const indirect: LayerNode[] = [];

  const reach = (node: LayerNode, key: string) => {
    seen.add(key);
    sight(node, matcher, skip, search);
    search.reached.push(node);
    if (node.depth >= budget.depth) search.exhausted = true;
    else direct.push(node);
  };
  /** A rare word of a canary that stands there backwards or rotated, with no URL around it, tells the disguise itself. */
  const reachUndisguised = (node: LayerNode) => {
    for (const step of matcher.disguises(node.content)) {
      const undone = undisguise(step, node.content);
      if (!undone || seen.has(undone.layer.content.key)) continue;
      if (allowance.steps-- <= 0 || allowance.bytes <= 0) search.exhausted = true;
      else {
        allowance.bytes -= undone.layer.content.length;
        reach(node.child(undone.codec, undone.layer), undone.layer.content.key);
      }
    }
  };
  reach(root, root.content.key);

  /** Takes what one codec made of a layer. @returns false where the budget is spent */
  const take = (node: LayerNode, codec: Codec, layers: readonly Layer[]): boolean => {
    if (codec.covers !== undefined && codec.covers(node.input)) {
      node.covered = true;
      node.structured ||= codec.kind === 'structure';
    }
    for (const layer of layers) {
      if (isChance(codec, layer)) continue;
      const isDullLayer = !layer.isPiece && isDull(layer, matcher);
      if (!isDullLayer && (allowance.steps-- <= 0 || allowance.bytes <= 0)) return false;
      if (opens(codec, layer)) node.markOpened();
      if (node.content.isText && (codec.kind === 'whole' || codec.kind === 'inside')) node.noteReading(layer);
      node.structured ||= codec.kind === 'structure';
      if (isDullLayer) continue;
      const { key } = layer.content;
      const isNew = !seen.has(key);
      if (!isNew && (codec.kind !== 'structure' || (layer.isPiece && node.barren))) continue;
      const child = node.child(codec, layer);
      child.barren = layer.isPiece === true && node.barren;
      if (!isNew) sight(child, matcher, skip, search);
      else {
        allowance.bytes -= layer.content.length;
        reach(child, key);
      }
    }

    return true;
  };
  /** The input of a codec that leaves out what is plain is made for it alone: most have no use for it. */
  const open = (node: LayerNode, codec: Codec): Layer[] =>
    codec.passesOver
      ? codec.open({ ...node.input, passOver: (piece) => isDullPiece(piece, node, matcher) }, ledger)
      : codec.open(node.input, ledger);

  let at = 0;
  let indirectAt = 0;
  while (at < direct.length || indirectAt < indirect.length) {
    const isDirect = at < direct.length;
    const node = isDirect ? direct[at++] : indirect[indirectAt++];
    if (!node) break;
    const isClosed = isDirect && isWithoutForm(node);
    if (!isDirect && !node.barren) reachUndisguised(node);
    for (const codec of isClosed ? FORMLESS : codecsFor(node, isDirect ? DIRECT : INDIRECT))
      if (!take(node, codec, open(node, codec))) {
        search.exhausted = true;

        return search;
      }
    if (isDirect && !isClosed && !node.covered) indirect.push(node);
  }

  return search;
}

interface CodecsOfKind {
  /** By what the text has. */
  plain: CodecChoice;
  /** Of what headers announce. */
  announced: readonly Codec[];
  bytes: readonly Codec[];
}

function codecsOfKind(isOfKind: (codec: Codec) => boolean): CodecsOfKind {
  const announced = FOR_TEXT.filter(isOfKind);

  return { plain: new CodecChoice(announced), announced, bytes: FOR_BYTES.filter(isOfKind) };
}

function codecsFor(
  { content, input }: LayerNode,
  { plain, announced, bytes }: CodecsOfKind,
): readonly Codec[] {
  if (!content.isText) return bytes;

  return isAnnounced(input) ? announced : plain.of(content);
}

/** Whether a layer is a short value of something, in which no format can be seen and that nothing announces. */
function isWithoutForm({ depth, content, input }: LayerNode): boolean {
  return depth > 0 && !isAnnounced(input) && !content.isText && isFormless(content.bytes);
}

function isAnnounced({ contentType, codings }: Input): boolean {
  return contentType !== '' || codings.length > 0;
}

/** Whether a layer is plain text without a canary: it was understood, and there is nothing more to it. */
function isDull({ content, contentType, codings }: Layer, matcher: Matcher): boolean {
  if (contentType !== undefined || codings !== undefined || !content.isText) return false;

  return hasNothingMore(content.text, matcher) && !matcher.mayMatch(content);
}

/** The same for a piece of a layer as it stands there: where no canary stands in the layer, none stands in the piece. */
function isDullPiece(piece: string, node: LayerNode, matcher: Matcher): boolean {
  return hasNothingMore(piece, matcher) && (node.barren || !matcher.mayMatch(Content.ofText(piece)));
}

function hasNothingMore(text: string, matcher: Matcher): boolean {
  return isPlain(text, matcher.shortest) || isFormlessHex(text);
}

function sight(node: LayerNode, matcher: Matcher, skip: ReadonlySet<number>, search: PartSearch): void {
  node.barren ||= !matcher.mayMatch(node.content);
  if (node.barren) return;
  for (const hit of matcher.match(node.content, skip))
    search.sightings.push({ ...hit, chain: node.chain, offsets: [...node.offsets, hit.offset] });
}

/**
 * Whether a layer says that its parent was understood, not only tried. Random bytes inflate to a few characters now and then.
 */
function opens(codec: Codec, layer: Layer): boolean {
  if (codec.kind === 'rewrite' || codec.kind === 'inside') return false;
  if (!layer.sure) return false;
  if (layer.content.isText) return true;
  if (codec.kind === 'structure') return codec.name !== 'protobuf';

  return layer.sure && codec.name !== 'base64' && codec.name !== 'hex';
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
