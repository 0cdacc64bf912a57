import type { Lost } from '../model/exchange.ts';
import type { ReadEntry } from './har-schema.ts';

/** Bytes from a HAR. `lost` is set if some are missing or altered. */
export interface KeptBytes {
  bytes: Uint8Array;
  lost?: Omit<Lost, 'part'>;
}

const NO_BYTES = new Uint8Array();
/**
 * The replacement character of decoders, and lone surrogates, which UTF-8 cannot encode. The lone surrogates of Python's
 * `surrogateescape` are excluded: each encodes one byte.
 */
const REPLACED = /\uFFFD|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDC7F\uDD00-\uDFFF]/;

/** A request's body, in any writer's dialect of HAR. */
export function bodyOf(request: ReadEntry['request']): KeptBytes {
  const { postData, _content: content } = request;
  if (typeof postData?.text === 'string' && postData.text !== '')
    return withTruncation(
      request,
      bytesOf(postData.text, postData.encoding ?? postData._encoding, request.bodySize),
    );
  if (typeof content?.text === 'string' && content.text !== '')
    return bytesOf(content.text, content.encoding);
  const fields = (postData?.params ?? []).flatMap(({ name, value, fileName }): [string, string][] => [
    [name, value ?? ''],
    ...(fileName === undefined ? [] : [[`${name}.fileName`, fileName] as [string, string]]),
  ]);
  if (fields.length > 0) return { bytes: Buffer.from(new URLSearchParams(fields).toString()) };

  return missingBody(request);
}

/** A WebSocket message: text, or base64 for opcode 2, as Chrome, mitmproxy and HTTP Toolkit write it. */
export function messageOf(data: unknown, opcode: number): KeptBytes {
  if (typeof data === 'string') return bytesOf(data, opcode === 2 ? 'base64' : undefined);

  return {
    bytes: NO_BYTES,
    lost: { bytes: 0, why: `the data of the WebSocket message in the HAR is ${kindOf(data)}, not text` },
  };
}

/**
 * Decodes base64 where the HAR declares it. Text that is not base64 stays unchanged, so that all of it is searched.
 */
function bytesOf(text: string, encoding: string | null | undefined, size = -1): KeptBytes {
  if (encoding?.toLowerCase() === 'base64') {
    if (isBase64(text)) return { bytes: Buffer.from(text, 'base64') };
    const bytes = Buffer.from(text, 'utf8');

    return {
      bytes,
      lost: {
        bytes: bytes.length,
        why: 'the HAR says that the content is base64, but the content is not valid base64',
      },
    };
  }
  const bytes = surrogateEscapedBytes(text) ?? bytesOfBinaryText(text) ?? Buffer.from(text, 'utf8');
  if (!REPLACED.test(text) || bytes.length === size) return { bytes };

  return {
    bytes,
    lost: {
      bytes: bytes.length,
      why: 'the HAR contains the bytes as text, in which some bytes were replaced',
    },
  };
}

function isBase64(text: string): boolean {
  const end = text.indexOf('=');

  return (
    !/[^A-Za-z0-9+/_\-\s]/.test(end < 0 ? text : text.slice(0, end)) &&
    (end < 0 || !/[^=\s]/.test(text.slice(end)))
  );
}

/** Marks a body as incomplete if the writer's comment says that it kept only the beginning. */
function withTruncation({ postData, bodySize }: ReadEntry['request'], kept: KeptBytes): KeptBytes {
  const note = postData?.comment;
  if (kept.lost || !note || !/not included|discarded|truncated/i.test(note)) return kept;

  return {
    ...kept,
    lost: { bytes: Math.max(bodySize, 0), why: `the HAR contains only a part of the content: ${note}` },
  };
}

/** Reports a body that the entry announces and the HAR lacks: too large, in a file, or left out by the writer's settings. */
function missingBody({ bodySize, headers, postData, _requestBodyStatus }: ReadEntry['request']): KeptBytes {
  const announced = headers.find(({ name }) => name.toLowerCase() === 'content-length')?.value;
  const bytes = Math.max(
    Number.isSafeInteger(bodySize) ? bodySize : 0,
    /^\d{1,15}$/.test(announced ?? '') ? Number(announced) : 0,
  );
  const note = _requestBodyStatus ?? postData?.comment ?? undefined;
  if (bytes === 0 && !_requestBodyStatus) return { bytes: NO_BYTES };

  return {
    bytes: NO_BYTES,
    lost: { bytes, why: `the HAR does not contain the content${note ? `: ${note}` : ''}` },
  };
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';

  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

/** mitmproxy writes a byte that is not UTF-8 as a lone surrogate, U+DC80 to U+DCFF (Python's `surrogateescape`). */
const SURROGATE_ESCAPE = /(?<![\uD800-\uDBFF])([\uDC80-\uDCFF])/;

function surrogateEscapedBytes(text: string): Uint8Array | undefined {
  if (!SURROGATE_ESCAPE.test(text)) return undefined;

  return Buffer.concat(
    text
      .split(SURROGATE_ESCAPE)
      .map((piece, at) =>
        at % 2 === 1 ? Buffer.from([piece.charCodeAt(0) & 0xff]) : Buffer.from(piece, 'utf8'),
      ),
  );
}

/**
 * Some writers use one character for each byte: control characters next to characters up to U+00FF, and none above.
 */
function bytesOfBinaryText(text: string): Uint8Array | undefined {
  let hasControls = false;
  let hasHighBytes = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0xff) return undefined;
    hasControls ||= code < 32 && code !== 9 && code !== 10 && code !== 13;
    hasHighBytes ||= code >= 0x80;
  }

  return hasControls && hasHighBytes ? Buffer.from(text, 'latin1') : undefined;
}
