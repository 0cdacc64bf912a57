import fc from 'fast-check';
import type { Canary } from '../../../model/canary.ts';
import { Content } from '../../content.ts';
import { CERTAIN_BITS, entropyBits } from '../../match/entropy.ts';
import { hasFormatHeader } from '../plausible.ts';
import { BYTES, type Encoding, SENSE, TEXTS } from './encodings.ts';

/** A canary in a message, and the names of the encodings to apply, innermost first. */
export interface EncodedCanary {
  canary: Canary;
  message: Buffer;
  names: string[];
}

/** Every encoding that a chain can contain. */
export const ENCODINGS: Readonly<Record<string, Encoding>> = { ...BYTES, ...SENSE, ...TEXTS };

/** Lengths of two bytes end here. */
const LARGEST = 1 << 16;

/** Twelve letters and digits in the form of the generator's tokens, unique in practice. */
const token = fc
  .array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'), { minLength: 11, maxLength: 11 })
  .map((characters) => `k${characters.join('')}`)
  .filter((text) => entropyBits(text) >= CERTAIN_BITS);

/** A canary of any kind, in the form of generated ones. */
export const canaries: fc.Arbitrary<Canary> = fc
  .tuple(
    fc.constantFrom('url' as const, 'host' as const, 'search' as const, 'text' as const),
    token,
    token,
    token,
  )
  .map(([kind, a, b, c]) => {
    const value = {
      url: `https://${a}.example/${b}?q=${c}`,
      host: `${a}.example`,
      search: `${a} ${b}`,
      text: a,
    }[kind];

    return { id: 'c', kind, value };
  });

/** The surroundings of a canary: nothing, prose, JSON, binary data. */
const surroundings: fc.Arbitrary<(value: string) => Buffer> = fc.oneof(
  fc.constant((value: string) => Buffer.from(value)),
  fc.tuple(fc.lorem({ maxCount: 4 }), fc.lorem({ maxCount: 4 })).map(
    ([before, after]) =>
      (value: string) =>
        Buffer.from(`${before} ${value} ${after}`),
  ),
  fc.tuple(fc.lorem({ maxCount: 2 }), fc.nat()).map(
    ([title, time]) =>
      (value: string) =>
        Buffer.from(JSON.stringify({ event: 'page', time, properties: { title, value } })),
  ),
  fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 })).map(
    ([before, after]) =>
      (value: string) =>
        Buffer.concat([before, Buffer.from(value), after]),
  ),
);

const chains = fc.array(fc.constantFrom(...Object.keys(ENCODINGS)), { minLength: 1, maxLength: 4 });

export const encodedCanaries: fc.Arbitrary<EncodedCanary> = fc
  .tuple(canaries, surroundings, chains)
  .map(([canary, surround, names]) => ({ canary, message: surround(canary.value), names }));

/** Applies encodings in order; skips one that does not accept its input. */
export function encodeChain(data: Buffer, names: readonly string[]): { body: Buffer; applied: string[] } {
  let body = data;
  const applied: string[] = [];
  for (const name of names) {
    if (!fits(name, body)) continue;
    body = ENCODINGS[name]!(body);
    applied.push(name);
  }

  return { body, applied };
}

function fits(name: string, data: Buffer): boolean {
  if (name in BYTES) return true;
  if (data.length >= LARGEST) return false;

  return Content.ofBytes(data).isText || (name in SENSE && hasFormatHeader(data));
}
