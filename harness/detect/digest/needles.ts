import type { Canary } from '../../model/canary.ts';
import { algorithms, COMMON, digest, shortAlgorithms } from './algorithms.ts';
import { type Variant, variantsOf } from './variants.ts';

/** A digest of a canary, to be found by its first 8 bytes. */
export interface DigestNeedle {
  /** Index among the canaries. */
  canary: number;
  /** `md5`, or `sha256(md5)` for a digest of a digest. */
  name: string;
  confidence: Variant['confidence'];
  bytes: Buffer;
}

/** A digest of 32 bits, that counts only together with something else. */
export interface ShortNeedle {
  canary: number;
  name: string;
  variant: string;
}

export interface DigestNeedles {
  /** By the first 30 bits: what 4 bytes, 8 hex digits and 5 characters of base64 all begin with. */
  long: Map<number, DigestNeedle[]>;
  /** By value, without a sign. */
  short: Map<number, ShortNeedle[]>;
}

/** Every digest of every variant of every canary: about 900 for a URL. */
export function digestNeedlesOf(canaries: readonly Canary[]): DigestNeedles {
  const needles: DigestNeedles = { long: new Map(), short: new Map() };
  for (const [canary, each] of canaries.entries())
    for (const variant of variantsOf(each)) {
      for (const { name, bytes } of digestsOf(variant.text))
        add(needles.long, bytes.readUInt32BE(0) >>> 2, {
          canary,
          name,
          confidence: variant.confidence,
          bytes,
        });
      for (const { name, of } of shortAlgorithms)
        add(needles.short, of(variant.text), { canary, name, variant: variant.name });
    }

  return needles;
}

function* digestsOf(text: string): Generator<{ name: string; bytes: Buffer }> {
  for (const { name, of } of algorithms)
    for (const each of of(text)) {
      const bytes = Buffer.from(each);
      yield { name, bytes };
      if (name === 'md5') yield { name, bytes: bytes.subarray(4, 12) }; // The "16-digit MD5": its middle.
      if (!COMMON.some((common) => common === name)) continue;
      const hex = bytes.toString('hex');
      for (const outer of COMMON)
        for (const inner of [hex, hex.toUpperCase(), bytes])
          yield { name: `${outer}(${name})`, bytes: digest(outer, inner) };
    }
}

function add<T>(map: Map<number, T[]>, key: number, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
