import { spellingsOf } from '../detect/formats.ts';
import type { OwnValue } from './forms.ts';

/** The encoding in which a file's bytes contain a value: plain text, or one that a search program would try. Undefined if none. */
export function encodingOfValue(bytes: Uint8Array, { value }: OwnValue): string | undefined {
  const text = Buffer.from(bytes).toString('latin1');

  return [value, ...spellingsOf(value)]
    .flatMap((spelling) => [spelling, spelling.toLowerCase(), spelling.toUpperCase()])
    .flatMap(needlesOf)
    .find(({ needle }) => needle.length >= 6 && text.includes(needle))?.encoding;
}

/**
 * The text in plain, UTF-16, hex and percent-encoding, and in base64 at three offsets, without the outer characters, which depend
 * on neighbouring bytes.
 */
function needlesOf(text: string): { encoding: string; needle: string }[] {
  const bytes = Buffer.from(text, 'utf8');
  const hex = bytes.toString('hex');
  const percent = hex.replaceAll(/../g, (byte) => `%${byte}`);

  return [
    { encoding: 'plain', needle: bytes.toString('latin1') },
    { encoding: 'UTF-16', needle: Buffer.from(text, 'utf16le').toString('latin1') },
    { encoding: 'hex', needle: hex },
    { encoding: 'hex', needle: hex.toUpperCase() },
    { encoding: 'percent signs', needle: percent },
    { encoding: 'percent signs', needle: percent.toUpperCase() },
    { encoding: 'percent signs', needle: encodeURIComponent(text) },
    ...[0, 1, 2].flatMap((offset) =>
      (['base64', 'base64url'] as const).map((alphabet) => ({
        encoding: alphabet,
        needle: innerBase64(bytes, offset, alphabet),
      })),
    ),
  ];
}

function innerBase64(bytes: Buffer, offset: number, alphabet: 'base64' | 'base64url'): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(alphabet)
    .replace(/=+$/, '');
  const from = offset === 0 ? 0 : offset + 1;
  const isWhole = (offset + bytes.length) % 3 === 0;

  return encoded.slice(from, isWhole ? undefined : -1);
}
