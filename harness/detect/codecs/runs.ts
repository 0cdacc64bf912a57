import type { Codec, Layer } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

/** Bytes of text in a row. What is shorter, however encoded, is no canary; chance gives one in 200 KB. */
const SHORTEST = 12;
/** Up to so many runs come out one by one, as each may be one encoded value; more of them come out as lines of one text. */
const MOST = 64;

/**
 * Runs of text amid binary data: ASCII, and UTF-8 of several bytes. What is written otherwise or stands inside other text is
 * looked for in these runs, never in the bytes between them.
 */
export const runs: Codec = {
  name: 'text',
  kind: 'inside',
  reads: 'bytes',
  keepsText: true,
  open({ content }) {
    const buffer = asBuffer(content.bytes);
    const found = runsOf(buffer);
    if (found.length > MOST)
      return {
        layers: [layer(found.map(({ from, to }) => buffer.toString('utf8', from, to)).join('\n'), 0)],
      };

    return { layers: found.map(({ from, to }) => layer(buffer.toString('utf8', from, to), from)) };
  },
};

function layer(text: string, offset: number): Layer {
  return { step: 'text', content: Content.ofText(text), offset, sure: false };
}

function runsOf(bytes: Uint8Array): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let from = 0;
  for (let at = 0; at <= bytes.length; ) {
    const kind = at < bytes.length ? KINDS[bytes[at] ?? 0] : NONE;
    const length = kind === LEAD ? characterAt(bytes, at) : kind;
    if (length !== undefined && length > 0) {
      at += length;
      continue;
    }
    if (at - from >= SHORTEST) found.push({ from, to: at });
    at++;
    from = at;
  }

  return found;
}

/** What begins with a byte: no text, a character of its own, or one of several bytes. */
const [NONE, ASCII, LEAD] = [0, 1, 2];
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0xc2 && byte <= 0xf4) return LEAD;

  return (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13 ? ASCII : NONE;
});

/** How many bytes the character takes that begins here with a byte of several; 0 where none does. Source: RFC 3629. */
function characterAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;

  return length;
}
