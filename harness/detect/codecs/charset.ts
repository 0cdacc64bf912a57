import { isUtf8 } from 'node:buffer';
import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { type Charset, CHARSETS } from './charsets.ts';
import { readWideText } from './wide-text.ts';

/** A charset in a content type, an XML declaration or a `meta` element. */
const ANNOUNCED = /(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})/i;
const BEYOND_BYTES = /[^\u0000-\u00ff]/;
/** Bytes at the start of a document that can announce its charset. */
const HEAD = 1024;
/** Characters that can be bytes of a charset: those of Latin-1. */
const BYTES = /[\u0000-\u00ff]*[\u0080-\u00ff][\u0000-\u00ff]*/g;
/** In binary data, a first byte that can be a length instead of a part of the text behind it. */
const LENGTH_BEFORE = /(^|[\u0000-\u001f])[\u0080-\u00ff](?=[\u0081-\u00fe])/g;

/**
 * Text in another charset than UTF-8, if its headers announce it or it contains a word of a canary. Charsets are GB 18030,
 * Big5, Shift_JIS, EUC, ISO-2022, windows-125x, ISO-8859, KOI8, UTF-7, UTF-16 and UTF-32.
 */
export const charset: Codec = {
  name: 'charset',
  kind: 'whole',
  reads: 'bytes',
  staysInMessage: true,
  givesNoValues: true,
  open({ content, contentType, mimeType }) {
    if (content.isText || mimeType.startsWith('multipart/')) return NOTHING;
    const head = asBuffer(content.bytes).toString('latin1', 0, HEAD);
    const label = (ANNOUNCED.exec(contentType) ?? ANNOUNCED.exec(head))?.[1]?.toLowerCase();
    if (label === undefined || isUtf8(content.bytes)) return NOTHING;
    const decoder = decoderOf(label);
    if (!decoder || decoder.encoding.startsWith('utf')) return NOTHING;
    const text = Content.ofBytes(Buffer.from(decoder.decode(content.bytes)));
    if (!text.isText) return NOTHING;
    const layer: Layer = { step: `charset:${decoder.encoding}`, content: text, offset: 0, sure: true };

    return { layers: [mimeType === '' ? layer : { ...layer, contentType: mimeType }] };
  },
};

/** The text of a content in the charset that a step of a chain names; empty for any other step. */
export function decodeCharset(step: string, content: Content): Layer[] {
  const each = CHARSETS.find(({ name }) => step === `charset:${name}`);
  const texts = each ? new Set(readings(content, each)) : [];

  return [...texts]
    .filter((text) => text !== content.text)
    .map((text) => ({ step, content: Content.ofText(text), offset: 0, sure: false }));
}

function readings(content: Content, { name, kind, of, runs, unit }: Charset): string[] {
  const { text } = content;
  if (unit) return bytesOf(content).flatMap((bytes) => readWideText(bytes, unit.width, unit.isLittle));
  if (runs) {
    const read = kind === 'utf-7' ? readUtf16 : (run: string) => readShifted(run, of ?? name);

    return [text.replace(runs, (all, run?: string) => (run === undefined ? '' : (read(run) ?? all)))];
  }
  const decode = (bytes: Uint8Array) => new TextDecoder(name).decode(bytes);
  const decodeText = (latin1: string) => decode(Buffer.from(latin1, 'latin1'));
  const fromText = text.replace(BYTES, decodeText);
  if (content.isText || isUtf8(content.bytes)) return [fromText, decode(content.bytes)];

  return kind === 'single-byte' ? [fromText] : [fromText, decodeText(text.replace(LENGTH_BEFORE, '$1 '))];
}

/** The bytes that a content can be, if a sender converted each to one character. */
function bytesOf({ bytes, text }: Content): Uint8Array[] {
  return BEYOND_BYTES.test(text) ? [bytes] : [bytes, Buffer.from(text, 'latin1')];
}

/** Bytes without their highest bit. */
function readShifted(run: string, name: string): string {
  return new TextDecoder(name).decode(Buffer.from(run, 'latin1').map((byte) => byte | 0x80));
}

/** Base64 of UTF-16, as in UTF-7; undefined if it gives less than a character. */
function readUtf16(run: string): string | undefined {
  const bytes = Buffer.from(run.replaceAll(',', '/'), 'base64');
  const whole = bytes.subarray(0, bytes.length & ~1);

  return whole.length === 0 ? undefined : Buffer.from(whole).swap16().toString('utf16le');
}

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined; // A name that Node does not know.
  }
}
