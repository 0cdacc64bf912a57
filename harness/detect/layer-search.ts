import type { Chain } from './chain.ts';
import { isChance, isFormless, isFormlessHex } from './chance.ts';
import { type Codec, type Layer, NOTHING, type OutputBudget, type Opening } from './codec.ts';
import { type CodecSelection, isAnnounced } from './codec-selection.ts';
import { charset } from './codecs/charset.ts';
import { undisguise } from './codecs/disguise.ts';
import { Content, ContentSet } from './content.ts';
import { type Excerpt, excerptOf } from './excerpt.ts';
import type { LayerNode } from './layer-node.ts';
import type { Hit } from './match/hit.ts';
import type { Matcher } from './match/matcher.ts';
import { isPlain } from './plain.ts';

/** A canary found in a layer, with its chain. */
export interface Sighting extends Hit {
  chain: Chain;
  /** Offsets from the part inwards: one per step, then the hit's own. Used for sorting. */
  offsets: number[];
  /** The decoded text around the canary; absent for a name, which has no other text. */
  excerpt?: Excerpt;
  /** The decoded message that contains the canary; absent if messages are not kept. */
  message?: Content;
}

/** A reached layer; used to find what is opaque. */
export type Reached = LayerNode;

export interface PartSearch {
  sightings: Sighting[];
  /** Every layer that was reached and searched. */
  reached: Reached[];
  exhausted: boolean;
}

/** What is left of an exchange's budget. All its parts share it. */
export interface RemainingBudget {
  bytes: number;
  steps: number;
}

export interface SearchContext {
  matcher: Matcher;
  codecs: CodecSelection;
  /** Canaries to skip because their own host received the exchange. */
  skip: ReadonlySet<number>;
  remaining: RemainingBudget;
  /** Maximum number of nested decodings. */
  depth: number;
}

/** Decodes layers breadth-first, each distinct content once, within the exchange's remaining budget. */
export class LayerSearch {
  readonly #matcher: Matcher;
  readonly #codecs: CodecSelection;
  readonly #skip: ReadonlySet<number>;
  readonly #remaining: RemainingBudget;
  readonly #depth: number;
  readonly #budget: OutputBudget;
  readonly #seen = new ContentSet();
  readonly #direct: LayerNode[] = [];
  readonly #indirect: LayerNode[] = [];
  readonly result: PartSearch = { sightings: [], reached: [], exhausted: false };

  constructor({ matcher, codecs, skip, remaining, depth }: SearchContext) {
    this.#matcher = matcher;
    this.#codecs = codecs;
    this.#skip = skip;
    this.#remaining = remaining;
    this.#depth = depth;
    this.#budget = outputBudgetOf(remaining, this.result);
  }

  /** Decodes everything that can be reached from a layer. */
  run(root: LayerNode): void {
    this.#seen.add(root.content);
    this.#reach(root);
    for (let at = 0, indirectAt = 0; ; ) {
      const direct = this.#direct[at];
      const node = direct ?? this.#indirect[indirectAt];
      if (!node) return;
      if (direct) at++;
      else indirectAt++;
      const hasBudget = direct ? this.#openDirect(node) : this.#openIndirect(node);
      if (hasBudget) continue;
      this.result.exhausted = true;

      return;
    }
  }

  /** @returns false if the budget is spent */
  #openDirect(node: LayerNode): boolean {
    if (isFormlessValue(node)) {
      if (!node.hasNoCanary) this.#reachUndisguised(node);

      return this.#openWith(node, this.#codecs.formless);
    }
    if (!this.#openWith(node, this.#codecs.direct(node.input))) return false;
    if (!node.covered) this.#indirect.push(node);

    return true;
  }

  #openIndirect(node: LayerNode): boolean {
    if (!node.hasNoCanary) this.#reachUndisguised(node);

    return this.#openWith(node, this.#codecs.indirect(node.input));
  }

  #openWith(node: LayerNode, codecs: readonly Codec[]): boolean {
    for (let at = 0; at < codecs.length; at++) {
      const codec = codecs[at];
      if (!codec) break;
      const opening = this.#open(node, codec);
      if (opening === NOTHING) continue;
      const { layers, covers, settles, end } = opening;
      if (end !== undefined) node.noteCompressedEnd(end);
      if (covers || settles) {
        node.covered = true;
        if (codec.kind === 'structure') node.noteStructure(codec);
      }
      for (let each = 0; each < layers.length; each++) {
        const layer = layers[each];
        if (layer && !this.#take(node, codec, layer)) return false;
      }
      if (settles) break;
    }

    return true;
  }

  /** Only codecs that use `passOver` or `hasCanary` get an input with it; most codecs do not. */
  #open(node: LayerNode, codec: Codec): Opening {
    const matcher = this.#matcher;
    if (codec.passesOver)
      return codec.open(
        { ...node.input, passOver: (piece) => isPlainPiece(piece, node, matcher) },
        this.#budget,
      );
    if (codec.guesses && matcher.charsets)
      return codec.open(
        { ...node.input, hasCanary: (bytes) => matcher.charsets?.mayMatch(Content.ofBytes(bytes)) ?? false },
        this.#budget,
      );

    return codec.open(node.input, this.#budget);
  }

  /**
   * Records one layer that a codec produced.
   * @returns false if the budget is spent
   */
  #take(node: LayerNode, codec: Codec, layer: Layer): boolean {
    const isValue = layer.list === undefined;
    if (isValue && isChance(codec, layer) && !this.#matcher.charsets?.mayMatch(layer.content)) return true;
    const isPlainLayer = isValue && !layer.isPiece && isPlainWithoutCanary(layer, this.#matcher);
    const remaining = this.#remaining;
    if (!isPlainLayer && (remaining.steps-- <= 0 || remaining.bytes <= 0)) return false;
    if (provesParent(codec, layer)) node.markOpened();
    if (node.content.isText && (codec.kind === 'whole' || codec.kind === 'inside')) node.noteReading(layer);
    if (codec.kind === 'structure') node.noteStructure(codec);
    if (isPlainLayer) return true;
    const isNew = this.#seen.add(layer.content);
    if (!isNew && (codec.kind !== 'structure' || (layer.isPiece && node.hasNoCanary))) return true;
    const child = node.child(codec, layer);
    child.hasNoCanary = layer.isPiece === true && node.hasNoCanary;
    if (!isNew) this.#sight(child);
    else {
      remaining.bytes -= layer.content.length;
      this.#reach(child);
    }

    return true;
  }

  #reach(node: LayerNode): void {
    this.#sight(node);
    this.result.reached.push(node);
    if (node.depth >= this.#depth) this.result.exhausted = true;
    else this.#direct.push(node);
  }

  #sight(node: LayerNode): void {
    node.hasNoCanary ||= !this.#matcher.mayMatch(node.content);
    if (node.hasNoCanary) return;
    for (const hit of this.#matcher.match(node.content, this.#skip))
      this.result.sightings.push({
        ...hit,
        chain: node.chain,
        offsets: [...node.offsets, hit.offset],
        excerpt: excerptOf(node.content, hit.offset),
        message: node.message,
      });
  }

  /**
   * Undoes reversed or rotated text, and decodes text in other charsets. A word of a canary is enough to identify the
   * disguise, without a URL around it.
   */
  #reachUndisguised(node: LayerNode): void {
    const remaining = this.#remaining;
    const decodings = this.#matcher.disguises(node.content).flatMap((step) => undisguise(step, node.content));
    for (const { codec, layer } of decodings) {
      // Text is encoded in one charset. Text that was already decoded would match other charsets again and again.
      if (codec === charset && !(isInFirstCharset(node) && this.#matcher.charsets?.mayBeRight(layer.content)))
        continue;
      if (!this.#seen.add(layer.content)) continue;
      if (remaining.steps-- <= 0 || remaining.bytes <= 0) this.result.exhausted = true;
      else {
        remaining.bytes -= layer.content.length;
        this.#reach(node.child(codec, layer));
      }
    }
  }
}

/** Whether no charset was decoded to reach a layer. */
function isInFirstCharset(node: LayerNode): boolean {
  for (let at: LayerNode | undefined = node; at; at = at.parent) if (at.codec === charset) return false;

  return true;
}

/** Whether a layer is a short, unannounced value that has no recognizable format. */
function isFormlessValue({ depth, content, input }: LayerNode): boolean {
  return depth > 0 && !content.isText && !isAnnounced(input) && isFormless(content.bytes);
}

/** Whether a layer is plain text without a canary, so that no further decoding is needed. */
function isPlainWithoutCanary({ content, contentType, codings }: Layer, matcher: Matcher): boolean {
  if (contentType !== undefined || codings !== undefined || !content.isText) return false;

  return isFullyPlain(content.text, matcher) && !matcher.mayMatch(content);
}

/** The same for an unchanged piece of a layer. A layer without a canary has no piece with one. */
function isPlainPiece(piece: string, node: LayerNode, matcher: Matcher): boolean {
  return isFullyPlain(piece, matcher) && (node.hasNoCanary || !matcher.mayMatch(Content.ofText(piece)));
}

function isFullyPlain(text: string, matcher: Matcher): boolean {
  return (
    isPlain(text, matcher.shortest) ||
    (isFormlessHex(text) && !matcher.charsets?.mayMatch(Content.ofBytes(Buffer.from(text, 'hex'))))
  );
}

/** Whether a layer proves that its parent was decoded correctly. Random bytes sometimes inflate to a few characters. */
function provesParent(codec: Codec, layer: Layer): boolean {
  if (codec.kind === 'rewrite' || codec.kind === 'inside') return false;
  if (!layer.sure) return false;
  if (layer.content.isText) return true;

  return !codec.provenByText;
}

function outputBudgetOf(remaining: RemainingBudget, search: PartSearch): OutputBudget {
  return {
    /** One decoding gets at most half of the rest, so that a decompression bomb leaves budget for other layers. */
    get bytesLeft() {
      return Math.floor(remaining.bytes / 2);
    },
    cutShort() {
      search.exhausted = true;
    },
  };
}
