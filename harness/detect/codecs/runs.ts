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

/**
 * Looks at the last bytes of a possible run first: in random bytes, two of them soon do not belong to one text, and all
 * before them are passed over.
 */
function runsOf(bytes: Uint8Array): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let from = 0; from + SHORTEST <= bytes.length; ) {
    let at = from + SHORTEST - 1;
    while (at > from && canFollow(bytes[at - 1] ?? 0, bytes[at] ?? 0)) at--;
    if (at > from) {
      from = at;
      continue;
    }
    const to = endOfRun(bytes, from);
    if (to - from >= SHORTEST) found.push({ from, to });
    from = to + 1;
  }

  return found;
}

function endOfRun(bytes: Uint8Array, from: number): number {
  for (let at = from; ; ) {
    const kind = at < bytes.length ? KINDS[bytes[at] ?? 0] : NONE;
    const length = kind === LEAD ? characterAt(bytes, at) : Number(kind === ASCII);
    if (length === 0) return at;
    at += length;
  }
}

/** Kinds of bytes: not text, a complete character, and the first and another byte of several. */
const [NONE, ASCII, LEAD, NEXT] = [0, 1, 2, 3];
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80 && byte < 0xc0) return NEXT;
  if (byte >= 0xc2 && byte <= 0xf4) return LEAD;

  return (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13 ? ASCII : NONE;
});
/** For each kind, a bit for each kind that can follow it in a text. */
const FOLLOWING = Uint8Array.of(
  0,
  (1 << ASCII) | (1 << LEAD),
  1 << NEXT,
  (1 << ASCII) | (1 << LEAD) | (1 << NEXT),
);

function canFollow(byte: number, next: number): boolean {
  return (((FOLLOWING[KINDS[byte] ?? 0] ?? 0) >> (KINDS[next] ?? 0)) & 1) === 1;
}

/** Length in bytes of the multi-byte character at `at`; 0 if it is invalid. Source: RFC 3629. */
function characterAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;

  return length;
}
