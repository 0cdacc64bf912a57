import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { isPlausibleAtAll } from './plausible.ts';

/** Bytes. Fewer are plausible by chance. */
const SHORTEST = 8;
/** Bytes that prove the encoding. */
const CONVINCING = 16;
const LONGEST = 1 << 20;

/**
 * A text of only two distinct characters: bits, in both orders and with both values. Gives the bytes only if they are
 * text or a known format.
 */
export const twoSymbols: Codec = {
  name: 'two-symbols',
  kind: 'whole',
  reads: 'text',
  provenByText: true,
  open({ content }) {
    const { text } = content;
    if (text.length < SHORTEST * 8 || text.length > LONGEST || !content.isText) return NOTHING;
    const symbols = twoOf(text);
    if (!symbols) return NOTHING;

    return {
      layers: symbols.flatMap((one) =>
        [false, true].flatMap((isLastFirst) => {
          const bytes = bytesOf(text, one, isLastFirst);
          const step = `two-symbols:${isLastFirst ? 'low-first' : 'high-first'}`;

          return isPlausibleAtAll(bytes)
            ? [{ step, content: Content.ofBytes(bytes), offset: 0, sure: bytes.length >= CONVINCING }]
            : [];
        }),
      ),
    };
  },
};

/** The two characters of a text; undefined if it has more, or only one. */
function twoOf(text: string): [number, number] | undefined {
  const first = text.charCodeAt(0);
  let second: number | undefined;
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === first || code === second) continue;
    if (second !== undefined) return undefined;
    second = code;
  }

  return second === undefined ? undefined : [first, second];
}

function bytesOf(text: string, one: number, isLastFirst: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length >> 3);
  for (let at = 0; at < bytes.length * 8; at++)
    if (text.charCodeAt(at) === one)
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (isLastFirst ? 1 << (at & 7) : 128 >> (at & 7));

  return bytes;
}
