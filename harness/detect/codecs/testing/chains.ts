import fc from 'fast-check';
import type { Canary } from '../../../model/canary.ts';
import { Content } from '../../content.ts';
import { CERTAIN_BITS, entropyBits } from '../../match/entropy.ts';
import { tellsItself } from '../plausible.ts';
import { BYTES, type Encoding, SENSE, TEXTS } from './encodings.ts';

/** A canary in a message, and the dresses that are put on it, the innermost first. */
export interface Disguised {
  canary: Canary;
  message: Buffer;
  names: string[];
}

/** Every dress that may be put on in a chain. */
export const ENCODINGS: Readonly<Record<string, Encoding>> = { ...BYTES, ...SENSE, ...TEXTS };

/** Lengths of two bytes end here. */
const LARGEST = 1 << 16;

/** Twelve letters and digits as the generator makes them, which chance does not give twice. */
const token = fc
  .array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'), { minLength: 11, maxLength: 11 })
  .map((characters) => `k${characters.join('')}`)
  .filter((text) => entropyBits(text) >= CERTAIN_BITS);

/** A canary of any kind, as the generator makes them. */
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

/** What stands around a canary: nothing, prose, JSON, bytes that are no text. */
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

export const disguised: fc.Arbitrary<Disguised> = fc
  .tuple(canaries, surroundings, chains)
  .map(([canary, surround, names]) => ({ canary, message: surround(canary.value), names }));

/** Dresses in order; one is passed over where it is not for what it would be put on. */
export function dress(data: Buffer, names: readonly string[]): { body: Buffer; put: string[] } {
  let body = data;
  const put: string[] = [];
  for (const name of names) {
    if (!fits(name, body)) continue;
    body = ENCODINGS[name]!(body);
    put.push(name);
  }

  return { body, put };
}

function fits(name: string, data: Buffer): boolean {
  if (name in BYTES) return true;
  if (data.length >= LARGEST) return false;

  return Content.ofBytes(data).isText || (name in SENSE && tellsItself(data));
}
