import type { Codec, CodecKind, Input } from './codec.ts';
import { codecs } from './codecs/index.ts';
import { CodecChoice } from './needs.ts';

/** Selects the codecs to try on a layer. One instance per detector, because it caches its choices. */
export class CodecSelection {
  /** For a short value that has no recognizable format. */
  readonly formless: readonly Codec[] = FOR_BYTES.filter(
    ({ kind, readsFormless }) => kind === 'whole' && readsFormless,
  );
  readonly #direct = codecsOfKinds('structure', 'whole');
  readonly #indirect = codecsOfKinds('rewrite', 'inside');

  /** Codecs that name parts or decode one whole value. */
  direct(input: Input): readonly Codec[] {
    return selectCodecs(input, this.#direct);
  }

  /** Codecs that guess inside other text or rewrite it. */
  indirect(input: Input): readonly Codec[] {
    return selectCodecs(input, this.#indirect);
  }
}

/** Whether headers announce the format of a content. */
export function isAnnounced({ contentType, codings }: Input): boolean {
  return contentType !== '' || codings.length > 0;
}

const FOR_TEXT = codecs.filter(({ reads }) => reads !== 'bytes');
const FOR_BYTES = codecs.filter(({ reads }) => reads !== 'text');

interface CodecsOfKinds {
  /** For unannounced text; selected by its characters. */
  plain: CodecChoice;
  /** For text whose format headers announce. */
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

function selectCodecs(input: Input, { plain, announced, bytes }: CodecsOfKinds): readonly Codec[] {
  if (!input.content.isText) return bytes;

  return isAnnounced(input) ? announced : plain.of(input.content);
}
