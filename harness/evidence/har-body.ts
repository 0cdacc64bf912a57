import type { Lost } from '../model/exchange.ts';
import type { ReadEntry, ReadRequest } from './har-entry.ts';
import { kindOf, type Pair } from './har-fields.ts';
import { fieldsMissing, missingBody, partlyMissing } from './missing-body.ts';
import { SpelledText } from './spelled-text.ts';

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

/**
 * A request's body, in any writer's dialect of HAR. If the HAR contains it more than once, what only the other copies contain
 * is added at its end.
 */
export function bodyOf(entry: ReadEntry): KeptBytes {
  const [first, ...others] = copiesOf(entry.request).filter(({ bytes }) => bytes.length > 0);
  const { attached, params } = entry.request;
  if (!first) {
    const lost = attached?.why === undefined ? missingBody(entry) : lostOf(attached.why);

    return { bytes: NO_BYTES, ...(lost && { lost }) };
  }
  const { bytes } = first;
  const lost =
    first.lost ??
    (attached?.why === undefined ? undefined : lostOf(attached.why)) ??
    (first.isFields ? fieldsMissing(entry, bytes) : partlyMissing(entry, first));
  const more = others
    .map((other) => bufferOf(other.isFields ? formOf(params.filter(fieldLackingIn(bytes))) : other.bytes))
    .filter((other) => other.length > 0 && !bufferOf(bytes).includes(other));

  return {
    bytes:
      more.length === 0
        ? bytes
        : Buffer.concat([bytes, ...more.flatMap((each) => [separatorOf(bytes), each])]),
    ...(lost && { lost }),
  };
}

/** A body as one of several fields of a HAR contains it. */
interface Copy extends KeptBytes {
  /** The text, where line breaks may be normalized. */
  text?: string;
  /** The size that the writer gives next to it; -1 where unknown. */
  size?: number;
  /** Whether it was put together from the fields of a form. */
  isFields?: boolean;
}

/** The file of Playwright, the text, what HTTP Toolkit keeps in `_content`, and the fields of a form. */
function copiesOf({ attached, bodySize, content, encoding, params, text }: ReadRequest): Copy[] {
  return [
    ...(attached ? [keptOf(attached.bytes, attached.why)] : []),
    { ...bytesOf(text, encoding, bodySize), ...(encoding === '' && { text }) },
    ...(content ? [{ ...bytesOf(content.text, content.encoding), size: content.size }] : []),
    { ...fieldsOf(params), isFields: true },
  ];
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

function fieldsOf(params: readonly Pair[]): KeptBytes {
  const file = params.find(({ value, fileName }) => fileName !== undefined && value === '');

  return keptOf(formOf(params), file && `the HAR does not contain the file ${file.fileName} of the form`);
}

/**
 * The fields of a form, as `application/x-www-form-urlencoded`. Charles divides any body at `&` and `=`, even if it is JSON;
 * such fields are put together again.
 */
function formOf(params: readonly Pair[]): Uint8Array {
  const fields = params.flatMap(({ name, value, fileName }): [string, string][] => [
    [name, value],
    ...(fileName === undefined ? [] : [[`${name}.fileName`, fileName] as [string, string]]),
  ]);
  const raw = fields.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');

  return Buffer.from(JSON_LIKE.test(raw) ? raw : new URLSearchParams(fields).toString());
}

const JSON_LIKE = /^\s*(?:\{[^]*\}|\[[^]*\])\s*$/;

/** Whether a body lacks a field of the form that it contains. */
function fieldLackingIn(bytes: Uint8Array): (field: Pair) => boolean {
  const body = new SpelledText(bufferOf(bytes).toString('latin1'));

  return ({ name, value, fileName = '' }) => ![name, value, fileName].every((each) => body.has(each));
}

/** Between a body and what is added at its end. */
function separatorOf(body: Uint8Array): Uint8Array {
  return Buffer.from(/^[\w.%+~[\]-]{1,200}=/.test(bufferOf(body).toString('latin1', 0, 300)) ? '&' : '\n');
}

/** The same memory as a Buffer. */
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
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
