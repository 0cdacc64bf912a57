import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { isPlausibleAtAll, isTextHead, hasFormatHeader } from './plausible.ts';

const ASCII85 = alphabet(Array.from({ length: 85 }, (_, value) => String.fromCharCode(33 + value)).join(''));
/** Source: ZeroMQ RFC 32. */
const Z85 = alphabet('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#');
/** Source: RFC 1924, as used by Python's b85encode and git. */
const RFC1924 = alphabet(
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~',
);
const SHORTEST = 10;
/** Characters that are decoded first, to decide whether to decode the rest. */
const HEAD = 320;
/**
 * Characters that base85 has, but words, URLs and base64 do not. A word up to `SHORT` characters can lack
 * them by chance.
 */
const SHORT = 64;
const ODD = /[!*<>()[\]{}@$#^'",;`|~\\]/;
const [TILDE, Z] = [0x7e, 0x7a];
/**
 * Characters that a frame cannot have. This negated class stops at the first one; a pattern of allowed
 * characters can overflow the stack on long input.
 */
const UNFRAMED = /[^!-uz\s]/;
const SHORTEST_FRAMED = 5;

/**
 * Ascii85 with or without its frame `<~` and `~>`, Z85, and the base85 of RFC 1924. Bare values need
 * decoded bytes that are plausible.
 */
export const base85: Codec = {
  name: 'base85',
  kind: 'whole',
  reads: 'text',
  open({ content }) {
    if (content.length < SHORTEST || !content.isText) return NOTHING;
    const { text } = content;
    const framed = content.shape.has(TILDE) ? framesOf(text) : [];
    if (framed.length > 0)
      return {
        layers: framed.flatMap(({ inner, at }) =>
          readAs('ascii85', ASCII85, inner.replaceAll(/\s/g, ''), at, 'framed'),
        ),
      };
    const trimmed = text.trim();
    if (!/^[!-~]{10}/.test(trimmed)) return NOTHING;
    const word = trimmed.includes('\n') ? trimmed.replaceAll(/\r?\n/g, '') : trimmed;
    const looks = word.length <= SHORT || ODD.test(word.slice(0, HEAD)) ? 'like-base85' : 'like-anything';

    return {
      layers: [
        ...readAs('ascii85', ASCII85, word, 0, looks),
        ...(word.length % 5 === 0 ? readAs('z85', Z85, word, 0, looks).flatMap(withoutPadding) : []),
        ...readAs('base85', RFC1924, word, 0, looks),
      ],
    };
  },
};

function framesOf(text: string): { inner: string; at: number }[] {
  const frames: { inner: string; at: number }[] = [];
  for (let at = text.indexOf('<~'); at >= 0; ) {
    const end = text.indexOf('~', at + 2);
    const inner = end >= 0 && text[end + 1] === '>' ? text.slice(at + 2, end) : '';
    const isFrame = inner.length >= SHORTEST_FRAMED && !UNFRAMED.test(inner);
    if (isFrame) frames.push({ inner, at });
    at = end < 0 ? -1 : text.indexOf('<~', isFrame ? end + 2 : at + 1);
  }

  return frames;
}

/** Buffer for decoded heads. A single `z` decodes to four bytes. */
const scratch = Buffer.alloc(4 * HEAD);

/**
 * What a word looks like before it is decoded. The weaker the sign, the stricter the check of the decoded
 * bytes.
 */
type Looks = 'framed' | 'like-base85' | 'like-anything';

function readAs(step: string, values: Int16Array, word: string, offset: number, looks: Looks): Layer[] {
  if (!isPlausibleHead(headOf(word, values), looks)) return [];
  const bytes = decode(word, word.length, values, Buffer.alloc(maxDecodedLength(word, values)));

  return bytes ? [{ step, content: Content.ofBytes(bytes), offset, sure: looks === 'framed' }] : [];
}

/**
 * The first bytes, in a buffer that the next call overwrites. After a `z`, the cut can leave a single digit,
 * so a second try omits it.
 */
function headOf(word: string, values: Int16Array): Uint8Array | undefined {
  const end = Math.min(HEAD, word.length);

  return (
    decode(word, end, values, scratch) ??
    (end < word.length ? decode(word, end - 1, values, scratch) : undefined)
  );
}

function isPlausibleHead(head: Uint8Array | undefined, looks: Looks): boolean {
  if (!head || looks === 'framed') return head !== undefined;

  return looks === 'like-base85' ? isPlausibleAtAll(head) : isTextHead(head) || hasFormatHeader(head);
}

/**
 * Z85 lengths are multiples of four bytes. Writers pad other lengths, and binary formats do not accept the
 * padding.
 */
function withoutPadding(layer: Layer): Layer[] {
  const { bytes, isText } = layer.content;
  const last = bytes.at(-1);
  let end = bytes.length;
  while (end > bytes.length - 3 && bytes[end - 1] === last) end--;
  if (isText || (last !== 0 && last !== 0x20)) return [layer];

  return [layer, { ...layer, content: Content.ofBytes(bytes.subarray(0, end)) }];
}

/** The most bytes that a word can decode to. */
function maxDecodedLength(word: string, values: Int16Array): number {
  return values === ASCII85 && word.includes('z') ? 4 * word.length : 4 * Math.ceil(word.length / 5);
}

/**
 * Five digits decode to four bytes. In Ascii85, `z` is four zero bytes. A remainder of n digits is n - 1
 * bytes.
 */
function decode(word: string, end: number, values: Int16Array, target: Buffer): Buffer | undefined {
  let length = 0;
  let group = 0;
  let pending = 0;
  for (let at = 0; at < end; at++) {
    if (values === ASCII85 && pending === 0 && word.charCodeAt(at) === Z) {
      for (let zero = 0; zero < 4; zero++) target[length++] = 0;
      continue;
    }
    const value = values[word.charCodeAt(at)] ?? -1;
    if (value < 0) return undefined;
    group = group * 85 + value;
    if (++pending < 5) continue;
    if (group > 0xffffffff) return undefined;
    for (let shift = 24; shift >= 0; shift -= 8) target[length++] = (group >>> shift) & 255;
    group = 0;
    pending = 0;
  }
  if (pending === 1) return undefined;
  if (pending > 1) {
    for (let padding = pending; padding < 5; padding++) group = group * 85 + 84;
    for (let byte = 0; byte < pending - 1; byte++)
      target[length++] = Math.floor(group / 256 ** (3 - byte)) & 255;
  }

  return target.subarray(0, length);
}

function alphabet(characters: string): Int16Array {
  const values = new Int16Array(128).fill(-1);
  for (const [value, character] of [...characters].entries()) values[character.charCodeAt(0)] = value;

  return values;
}
