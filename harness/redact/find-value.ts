import { spellingsOf } from '../detect/formats.ts';
import type { OwnValue } from './forms.ts';

/** Where a value is in a file's bytes, in plain text or in an encoding that a search program would try. */
export function placeOfValue(bytes: Uint8Array, { value }: OwnValue): string | undefined {
  const text = Buffer.from(bytes).toString('latin1');

  return [value, ...spellingsOf(value)]
    .flatMap((spelling) => [spelling, spelling.toLowerCase(), spelling.toUpperCase()])
    .flatMap(dressesOf)
    .find(({ needle }) => needle.length >= 6 && text.includes(needle))?.dress;
}

/**
 * Plain, UTF-16, hex, percent-encoded, and base64 at three offsets without the outer characters, which depend on
 * neighbours.
 */
function dressesOf(text: string): { dress: string; needle: string }[] {
  const bytes = Buffer.from(text, 'utf8');
  const hex = bytes.toString('hex');
  const percent = hex.replaceAll(/../g, (byte) => `%${byte}`);

  return [
    { dress: 'plain', needle: bytes.toString('latin1') },
    { dress: 'UTF-16', needle: Buffer.from(text, 'utf16le').toString('latin1') },
    { dress: 'hex', needle: hex },
    { dress: 'hex', needle: hex.toUpperCase() },
    { dress: 'percent signs', needle: percent },
    { dress: 'percent signs', needle: percent.toUpperCase() },
    { dress: 'percent signs', needle: encodeURIComponent(text) },
    ...[0, 1, 2].flatMap((offset) =>
      (['base64', 'base64url'] as const).map((alphabet) => ({
        dress: alphabet,
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
