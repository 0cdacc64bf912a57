import type { Codec, Layer } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

/**
 * Text bytes in a row. Shorter text cannot contain a canary, however encoded. Random data has one such run in
 * 200 KB.
 */
const SHORTEST = 12;
/**
 * Up to this many runs give one layer each, because each can be an encoded value. More runs give one text,
 * one run a line.
 */
const MAX_RUNS = 64;

/**
 * Runs of text inside binary data: ASCII and multi-byte UTF-8. Codecs for encodings inside text search these
 * runs, not the bytes between them.
 */
export const runs: Codec = {
  name: 'text',
  kind: 'inside',
  reads: 'bytes',
  keepsText: true,
  open({ content }) {
    const buffer = asBuffer(content.bytes);
    const found = runsOf(buffer);
    if (found.length > MAX_RUNS)
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

/** Kinds of a character's first byte: not text, a complete character, or the lead of several bytes. */
const [NONE, ASCII, LEAD] = [0, 1, 2];
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0xc2 && byte <= 0xf4) return LEAD;

  return (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13 ? ASCII : NONE;
});

/** Length in bytes of the multi-byte character at `at`; 0 if it is invalid. Source: RFC 3629. */
function characterAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;

  return length;
}
