import type { Codec, CodecKind, Input } from './codec.ts';
import { codecs } from './codecs/index.ts';
import { CodecChoice } from './needs.ts';

/** Chooses the codecs to try on a layer. One per detector, as it remembers its choices. */
export class CodecSelection {
  /** For a short value in which no format can be seen. */
  readonly formless: readonly Codec[] = FOR_BYTES.filter(
    ({ kind, readsFormless }) => kind === 'whole' && readsFormless,
  );
  readonly #direct = codecsOfKinds('structure', 'whole');
  readonly #indirect = codecsOfKinds('rewrite', 'inside');

  /** Those that name their parts, or decode one whole value. */
  direct(input: Input): readonly Codec[] {
    return chosen(input, this.#direct);
  }

  /** Those that guess inside other text, or rewrite it. */
  indirect(input: Input): readonly Codec[] {
    return chosen(input, this.#indirect);
  }
}

/** Whether headers say what a content is. */
export function isAnnounced({ contentType, codings }: Input): boolean {
  return contentType !== '' || codings.length > 0;
}

const FOR_TEXT = codecs.filter(({ reads }) => reads !== 'bytes');
const FOR_BYTES = codecs.filter(({ reads }) => reads !== 'text');

interface CodecsOfKinds {
  /** For text that nothing announces, by its characters. */
  plain: CodecChoice;
  /** For text that headers announce as something. */
  announced: readonly Codec[];
  bytes: readonly Codec[];
}

function codecsOfKinds(...kinds: readonly CodecKind[]): CodecsOfKinds {
  const announced = FOR_TEXT.filter(({ kind }) => kinds.includes(kind));

  return {
    plain: new CodecChoice(announced),
    announced,
    bytes: FOR_BYTES.filter(({ kind }) => kinds.includes(kind)),
  };
}

function chosen(input: Input, { plain, announced, bytes }: CodecsOfKinds): readonly Codec[] {
  if (!input.content.isText) return bytes;

  return isAnnounced(input) ? announced : plain.of(input.content);
}
