import type { Codec, Layer } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

/** Bytes of text in a row. What is shorter, however encoded, is no canary; chance gives one in 200 KB. */
const SHORTEST = 12;
/** Up to so many runs come out one by one, as each may be one encoded value; more of them come out as lines of one text. */
const MOST = 64;
/** Beside that text so many come out one by one, of those that look like one encoded value. */
const MOST_WORDS = 256;
const WORD = /^\S{16,}$/;
/** Of random words in any dress, all but a few have these within so many characters; of names in a program few have. */
const LOOKED_AT = 48;

/**
 * Runs of text amid binary data: ASCII, and UTF-8 of several bytes. What is written otherwise or stands inside other text is
 * looked for in these runs, never in the bytes between them.
 */
export const runs: Codec = {
  name: 'text',
  kind: 'inside',
  reads: 'bytes',
  open({ content }) {
    const buffer = asBuffer(content.bytes);
    const found = runsOf(buffer);
    const texts = found.map(({ from, to }) => layer(buffer.toString('utf8', from, to), from));
    if (found.length <= MOST) return texts;
    const words = texts.filter(({ content: { text } }) => looksEncoded(text)).slice(0, MOST_WORDS);

    return [layer(texts.map(({ content: { text } }) => text).join('\n'), 0), ...words];
  },
};

/** Whether a text is a word in which lower case, upper case and digits or signs take turns. */
function looksEncoded(text: string): boolean {
  if (!WORD.test(text)) return false;
  const head = text.slice(0, LOOKED_AT).replaceAll('_', '');

  return (
    [/[a-z]/, /[A-Z]/, /[^A-Za-z_.:/-]/].every((kind) => kind.test(head)) && turnsOf(head) * 3 >= head.length
  );
}

/** How often another kind of character follows. */
function turnsOf(text: string): number {
  let turns = 0;
  let before = '';
  for (const character of text) {
    const kind = /[a-z]/.test(character)
      ? 'a'
      : /[A-Z]/.test(character)
        ? 'A'
        : /\d/.test(character)
          ? '0'
          : '-';
    if (before !== '' && kind !== before) turns++;
    before = kind;
  }

  return turns;
}

function layer(text: string, offset: number): Layer {
  return { step: 'text', content: Content.ofText(text), offset, sure: false };
}

function runsOf(bytes: Uint8Array): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let from = 0;
  for (let at = 0; at <= bytes.length; ) {
    const length = at < bytes.length ? characterAt(bytes, at) : 0;
    if (length > 0) {
      at += length;
      continue;
    }
    if (at - from >= SHORTEST) found.push({ from, to: at });
    at++;
    from = at;
  }

  return found;
}

/** How many bytes the character of a text takes that begins here; 0 where none does. Source: RFC 3629. */
function characterAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return (lead >= 32 && lead < 127) || lead === 9 || lead === 10 || lead === 13 ? 1 : 0;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;

  return length;
}
