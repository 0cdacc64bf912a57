import type { Codec, Input, Layer } from './codec.ts';
import type { Content } from './content.ts';
import type { Part } from './parts.ts';

/** The codec input of a part. */
export function inputOfPart({ content, contentType, codings }: Part): Input {
  return inputOf(content, contentType, codings);
}

/** The codec input of a layer, with the formats that its own headers or its parent's announce. */
export function inputOfLayer(parent: Input, codec: Codec, layer: Layer): Input {
  const isCoding = codec.isContentCoding === true;
  const contentType = layer.contentType ?? (isCoding ? parent.contentType : '');
  const codings =
    layer.codings ?? (isCoding && parent.codings.length > 0 ? parent.codings.slice(0, -1) : NONE);

  return inputOf(layer.content, contentType, codings);
}

const NONE: readonly string[] = [];

function inputOf(content: Content, contentType: string, codings: readonly string[]): Input {
  if (contentType === '') return { content, contentType, codings, mimeType: '' };

  return { content, contentType, codings, mimeType: contentType.split(';')[0]?.trim().toLowerCase() ?? '' };
}

/** The codec input of content that no header announces. */
export function bareInput(content: Content): Input {
  return inputOf(content, '', NONE);
}
