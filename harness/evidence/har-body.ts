import type { Lost } from '../model/exchange.ts';
import type { ReadEntry, ReadRequest } from './har-entry.ts';
import { kindOf, type Pair } from './har-fields.ts';
import { missingBody, partlyMissing } from './missing-body.ts';

/** Bytes from a HAR. `lost` is set if some are missing or altered. */
export interface KeptBytes {
  bytes: Uint8Array;
  lost?: Omit<Lost, 'part'>;
}

/** Why text is not what was sent: a decoder replaced bytes by U+FFFD. */
export const REPLACED_BYTES = 'the HAR contains the bytes as text, in which some bytes were replaced';
const NO_BYTES = new Uint8Array();
/**
 * The replacement character of decoders, and lone surrogates, which UTF-8 cannot encode. The lone surrogates of Python's
 * `surrogateescape` are excluded: each encodes one byte.
 */
const REPLACED = /\uFFFD|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDC7F\uDD00-\uDFFF]/;

/** A request's body, in any writer's dialect of HAR. */
export function bodyOf(entry: ReadEntry): KeptBytes {
  const { attached, bodySize, content, encoding, params, text } = entry.request;
  if (attached && (attached.bytes.length > 0 || attached.why === undefined))
    return keptOf(attached.bytes, attached.why);
  const kept = text === '' ? keptElsewhere(content, params) : bytesOf(text, encoding, bodySize);
  const lost =
    kept?.lost ?? (attached ? lostOf(attached.why) : kept ? partOf(entry, kept.bytes) : missingBody(entry));

  return { bytes: kept?.bytes ?? NO_BYTES, ...(lost && { lost }) };
}

/** A WebSocket message: text, or base64 for opcode 2, as Chrome, mitmproxy and HTTP Toolkit write it. */
export function messageOf(data: unknown, opcode: number): KeptBytes {
  if (typeof data === 'string') return bytesOf(data, opcode === 2 ? 'base64' : '');

  return {
    bytes: NO_BYTES,
    lost: { bytes: 0, why: `the data of the WebSocket message in the HAR is ${kindOf(data)}, not text` },
  };
}

/**
 * Decodes base64 where the HAR declares it. Text that is not base64 stays unchanged, so that all of it is searched.
 */
function bytesOf(text: string, encoding = '', size = -1): KeptBytes {
  if (encoding.toLowerCase() === 'base64') {
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
      why: REPLACED_BYTES,
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

/** A body that is not in the text: what HTTP Toolkit keeps in `_content`, or the fields of a form. */
function keptElsewhere(content: ReadRequest['content'], params: readonly Pair[]): KeptBytes | undefined {
  if (content && content.text !== '') return bytesOf(content.text, content.encoding);
  const fields = params.flatMap(({ name, value, fileName }): [string, string][] => [
    [name, value],
    ...(fileName === undefined ? [] : [[`${name}.fileName`, fileName] as [string, string]]),
  ]);
  if (fields.length === 0) return undefined;
  const bytes = Buffer.from(new URLSearchParams(fields).toString());
  const file = params.find(({ value, fileName }) => fileName !== undefined && value === '');

  return file ? keptOf(bytes, `the HAR does not contain the file ${file.fileName} of the form`) : { bytes };
}

/** Only text has a size that can be compared: fields are encoded again. */
function partOf(entry: ReadEntry, bytes: Uint8Array): KeptBytes['lost'] {
  const { text, encoding } = entry.request;

  return text === '' ? undefined : partlyMissing(entry, bytes, encoding === '' ? text : '');
}

function keptOf(bytes: Uint8Array, why: string | undefined): KeptBytes {
  return why === undefined ? { bytes } : { bytes, lost: lostOf(why) };
}

function lostOf(why = ''): NonNullable<KeptBytes['lost']> {
  return { bytes: 0, why };
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
