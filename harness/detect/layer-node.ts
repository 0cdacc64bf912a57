import { type Chain, kindOf, printStep, type Step } from './chain.ts';
import type { Codec, CodecKind, Input, Layer } from './codec.ts';
import type { Content } from './content.ts';
import { bareInput, inputOfLayer, inputOfPart } from './input.ts';
import type { Part } from './parts.ts';

/** A layer of a part that was reached, and what became of it. */
export class LayerNode {
  input: Input;
  readonly parent: LayerNode | undefined;
  /** How it came out of its parent. */
  readonly step: Step | undefined;
  /** What that step did; undefined for a part. */
  readonly kind: CodecKind | undefined;
  /** The codec that made it; undefined for a part, and for what was decrypted or joined. */
  readonly codec: Codec | undefined;
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
  hasNoCanary = false;
  /** Where in it text was read that was written otherwise, also where that is nothing new. */
  readings: { at: number; bytes: number }[] | undefined;
  /** Where it began in its parent. */
  readonly offset: number;
  #chain: Chain | undefined;

  private constructor(input: Input, parent?: LayerNode, step?: Step, sure = true, offset = 0) {
    this.input = input;
    this.parent = parent;
    this.step = step;
    this.kind = step && kindOf(step);
    this.codec = step?.kind === 'layer' ? step.codec : undefined;
    this.depth = parent ? parent.depth + 1 : 0;
    this.sure = sure;
    this.offset = offset;
  }

  static ofPart(part: Part): LayerNode {
    return new LayerNode(inputOfPart(part));
  }

  /** What a codec made of this. */
  child(codec: Codec, layer: Layer): LayerNode {
    const step: Step = { kind: 'layer', codec, label: layer.step };
    const sure = this.sure && layer.sure && !this.#isReadAgainBy(codec);

    return new LayerNode(inputOfLayer(this.input, codec, layer), this, step, sure, layer.offset);
  }

  /** What a step that is no codec's made of this. */
  derived(step: Step, content: Content): LayerNode {
    return new LayerNode(bareInput(content), this, step, this.sure);
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

  /** The step as evidence holds it; empty for a part. */
  get label(): string {
    return this.step ? printStep(this.step) : '';
  }

  /** The steps from the part to this. */
  get chain(): Chain {
    this.#chain ??= this.parent && this.step ? [...this.parent.chain, this.step] : [];

    return this.#chain;
  }

  /** The message that this is a place in, for a person to read: decoded, before the steps to places inside it. */
  get message(): Content {
    return this.parent && this.codec?.staysInMessage ? this.parent.message : this.content;
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
    if (this.parent && !this.parent.opened && this.kind === 'structure' && this.codec?.provenByText)
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
