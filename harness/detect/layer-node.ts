import type { Codec, Input, Layer } from './codec.ts';
import type { Content } from './content.ts';
import { inputOfLayer, inputOfPart } from './input.ts';
import type { Part } from './parts.ts';

/** One link of a chain. */
export interface Link {
  step: string;
  kind: Codec['kind'];
  /** The codec's name; steps of one may have several. */
  codec: string;
}

/** A layer of a part that was reached, and what became of it. */
export class LayerNode {
  input: Input;
  readonly parent: LayerNode | undefined;
  readonly link: Link | undefined;
  /** Decodings between the part and this. */
  readonly depth: number;
  /** Every encoding on the way was plain to see. */
  readonly sure: boolean;
  /** Something sensible came out of it. */
  opened = false;
  /** Its parts hold all of its text: guessing amid it finds nothing new. */
  covered = false;
  /** Its parts have names: words found across them are pieces of what is read by name. */
  structured = false;
  /** No canary stands in its text. */
  barren = false;
  /** Where in it text was read that was written otherwise, also where that is nothing new. */
  readings: { at: number; bytes: number }[] | undefined;
  /** Where it began in its parent. */
  readonly offset: number;
  #chain: Link[] | undefined;

  private constructor(input: Input, parent?: LayerNode, codec?: Codec, layer?: Layer) {
    this.input = input;
    this.parent = parent;
    this.link = codec && layer && { step: layer.step, kind: codec.kind, codec: codec.name };
    this.depth = parent ? parent.depth + 1 : 0;
    this.sure = !parent || !codec || !layer || (parent.sure && layer.sure && !parent.#isReadAgainBy(codec));
    this.offset = layer?.offset ?? 0;
  }

  static ofPart(part: Part): LayerNode {
    return new LayerNode(inputOfPart(part));
  }

  /** What a codec made of this. */
  child(codec: Codec, layer: Layer): LayerNode {
    return new LayerNode(inputOfLayer(this.input, codec, layer), this, codec, layer);
  }

  /** Adds to the input where its compressed data ends: codecs that are asked later read what follows. */
  noteCompressedEnd(compressedEnd: number): void {
    this.input = { ...this.input, compressedEnd };
  }

  /** Notes what a codec gave, where it is text. */
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

  /** The way here, from the part on. */
  get chain(): readonly Link[] {
    this.#chain ??= this.parent && this.link ? [...this.parent.chain, this.link] : [];

    return this.#chain;
  }

  /** Where each layer of the way began in the one before. */
  get offsets(): number[] {
    return this.parent ? [...this.parent.offsets, this.offset] : [];
  }

  /**
   * Marks that this was understood, not only tried, and so whatever it came out of by nothing but protobuf: that fits chance
   * bytes now and then, and is believed where text comes out of it, however deep.
   */
  markOpened(): void {
    this.opened = true;
    if (this.parent && !this.parent.opened && this.link?.step.startsWith('protobuf'))
      this.parent.markOpened();
  }

  /**
   * Whether a codec only reads again, in another way, what was understood: compressed bytes have a percent sign followed by
   * two hex digits in them now and then, and what that gives was never hidden.
   */
  #isReadAgainBy(codec: Codec): boolean {
    return (codec.kind === 'inside' || codec.kind === 'rewrite') && (this.structured || this.opened);
  }
}
