import { type Chain, kindOf, printStep, type Step } from './chain.ts';
import type { Codec, CodecKind, Input, Layer } from './codec.ts';
import type { Content } from './content.ts';
import { bareInput, inputOfLayer, inputOfPart } from './input.ts';
import type { Part } from './parts.ts';

/** A layer that a codec read by name. */
export interface NamedPart {
  codec: Codec;
  layer: Layer;
}

/** A layer of a part that was reached, and the result of decoding it. */
export class LayerNode {
  input: Input;
  readonly parent: LayerNode | undefined;
  /** The step that produced it from its parent. */
  readonly step: Step | undefined;
  /** The kind of that step; undefined for a part. */
  readonly kind: CodecKind | undefined;
  /** The codec that produced it; undefined for a part, and for decrypted or joined content. */
  readonly codec: Codec | undefined;
  /** Number of decodings between the part and this layer. */
  readonly depth: number;
  /** Every encoding in its chain is certain. */
  readonly sure: boolean;
  /** A codec decoded it into plausible output. */
  opened = false;
  /** Its parts contain all of its text, so a search inside that text finds nothing new. */
  covered = false;
  /** Its parts have names. A word that spans several parts only consists of pieces that codecs read by name. */
  structured = false;
  /** The codecs that read named parts in it. */
  structures: Codec[] | undefined;
  /** All its named parts, once they were read for keys. */
  namedParts: readonly NamedPart[] | undefined;
  /** Its text contains no canary. */
  hasNoCanary = false;
  /** Where it contains encoded text, including text that was already seen elsewhere. */
  readings: { at: number; bytes: number }[] | undefined;
  /** Where it begins in its parent. */
  readonly offset: number;
  /** The symbols that it holds, as they were sent. */
  readonly list: string | undefined;
  #chain: Chain | undefined;

  private constructor(input: Input, parent?: LayerNode, step?: Step, sure = true, offset = 0, list?: string) {
    this.input = input;
    this.parent = parent;
    this.step = step;
    this.kind = step && kindOf(step);
    this.codec = step?.kind === 'layer' ? step.codec : undefined;
    this.depth = parent ? parent.depth + 1 : 0;
    this.sure = sure;
    this.offset = offset;
    this.list = list;
  }

  static ofPart(part: Part): LayerNode {
    return new LayerNode(inputOfPart(part));
  }

  child(codec: Codec, layer: Layer): LayerNode {
    const step: Step = { kind: 'layer', codec, label: layer.step };
    const sure = this.sure && layer.sure && !this.#isReadAgainBy(codec);

    return new LayerNode(inputOfLayer(this.input, codec, layer), this, step, sure, layer.offset, layer.list);
  }

  /** The layer that a decryption or a join produced from this one. */
  derived(step: Step, content: Content): LayerNode {
    return new LayerNode(bareInput(content), this, step, this.sure);
  }

  /** Records where the compressed data ends, so that later codecs can read what follows. */
  noteCompressedEnd(compressedEnd: number): void {
    this.input = { ...this.input, compressedEnd };
  }

  /** Records that a codec read named parts. */
  noteStructure(codec: Codec): void {
    this.structured = true;
    if (!this.structures?.includes(codec)) (this.structures ??= []).push(codec);
  }

  /** Records where a layer began, if it is printable text. */
  noteReading({ content, offset }: Layer): void {
    if (
      content.isText &&
      /^[\s\x20-\x7e]{1,64}/.exec(content.text)?.[0].length === Math.min(64, content.text.length)
    )
      (this.readings ??= []).push({ at: offset, bytes: content.length });
  }

  get content(): Content {
    return this.input.content;
  }

  /** The step as written in evidence; empty for a part. */
  get label(): string {
    return this.step ? printStep(this.step) : '';
  }

  /** The steps from the part to this layer. */
  get chain(): Chain {
    this.#chain ??= this.parent && this.step ? [...this.parent.chain, this.step] : [];

    return this.#chain;
  }

  /**
   * The decoded message that contains this layer, for a person to read. Steps to places inside the message are left
   * out.
   */
  get message(): Content {
    return this.parent && this.codec?.staysInMessage ? this.parent.message : this.content;
  }

  /** For each layer of the chain, where it begins in its parent. */
  get offsets(): number[] {
    return this.parent ? [...this.parent.offsets, this.offset] : [];
  }

  /**
   * Marks this layer as decoded. If it is a named part of a format that only text proves, such as protobuf, its parent
   * is marked too. Random bytes sometimes parse as protobuf; text inside proves the format at any depth.
   */
  markOpened(): void {
    this.opened = true;
    if (this.parent && !this.parent.opened && this.kind === 'structure' && this.codec?.provenByText)
      this.parent.markOpened();
  }

  /**
   * Whether a codec only reads decoded content again in another way. Compressed bytes sometimes contain a percent sign
   * and two hex digits, but no sender hid anything there.
   */
  #isReadAgainBy(codec: Codec): boolean {
    return (codec.kind === 'inside' || codec.kind === 'rewrite') && (this.structured || this.opened);
  }
}
