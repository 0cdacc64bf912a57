import type { Codec, Input, Layer, OutputBudget } from './codec.ts';
import { codecs } from './codecs/index.ts';
import { Content } from './content.ts';
import { bareInput, inputOfLayer, inputOfPart } from './input.ts';

/** Certain decodings of a value that say where each part is. Guesses would give random values a different structure each time. */
const NAMES = new Set(
  (
    'gzip zlib zstd zip tar multipart sse mistat xml csv jwt basic-auth data-url bencode plist base64 hex grpc msgpack cbor ' +
    'brotli lz4 snappy protobuf thrift jce percent'
  ).split(' '),
);
const CERTAIN = codecs.filter(({ name }) => NAMES.has(name));

/** A layer that one decoding gave. */
export interface OpenedLayer {
  /** As in the chain of a finding: `base64`, `protobuf:1.2`. */
  step: string;
  input: Input;
}

/**
 * The layers of a content, by the first decoding that certainly applies; none if no decoding does.
 * @param most bytes of output
 * @param cutShort called if there is more output
 */
export function openOnce(input: Input, most: number, cutShort: () => void): OpenedLayer[] {
  for (const codec of CERTAIN) {
    if (codec.reads === (input.content.isText ? 'bytes' : 'text')) continue;
    const layers = openWith(codec, input, { bytesLeft: most, cutShort });
    if (layers.length > 0) return layers;
  }

  return [];
}

function openWith(codec: Codec, input: Input, budget: OutputBudget): OpenedLayer[] {
  const { layers } = codec.open(input, budget);
  const certain = layers.filter((layer) => layer.sure && !isSame(layer, input.content));

  return certain.map((layer) => ({ step: layer.step, input: inputOfLayer(input, codec, layer) }));
}

function isSame({ content }: Layer, whole: Content): boolean {
  return content.length === whole.length && content.text === whole.text;
}

/** Bytes to open, with the headers that announce their format. */
export function bytesInput(bytes: Uint8Array, contentType: string, codings: readonly string[]): Input {
  return inputOfPart({ name: '', content: Content.ofBytes(bytes), contentType, codings, bulk: true });
}

/** Text to open. */
export function textInput(text: string): Input {
  return bareInput(Content.ofText(text));
}
