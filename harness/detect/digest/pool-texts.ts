import type { Canary } from '../../model/canary.ts';
import { entropyBits, LIKELY_BITS } from '../match/entropy.ts';
import { type Variant, variantsOf } from './variants.ts';

/** A text of a canary as the bytes that were hashed. */
export interface DigestedText extends Pick<Variant, 'confidence' | 'text'> {
  /** Index among the canaries. */
  canary: number;
  bytes: Buffer;
}

/** The texts of canaries, by the digests that are computed of them. */
export interface PoolTexts {
  /** All variants in UTF-8: every digest. */
  plain: DigestedText[];
  /** URL, host and words in UTF-16, and with a line end or a zero: the cryptographic digests. */
  encoded: DigestedText[];
  /** Host and path, joined in other ways than in a URL: only the common digests. */
  joined: DigestedText[];
  /** The URL, the host and the words as written: digests of digests. */
  whole: DigestedText[];
}

/** Variants that are also hashed in another charset or with a character at the end. */
const MAIN = /^(?:url|host|words)(?:-without-(?:query|fragment|slash|scheme|scheme-and-slash))?$/;
const WHOLE = /^(?:url|host|words)$/;
const END_CHARACTERS = ['\n', '\r\n', '\0'];
const SEPARATORS = ['', ' ', ':', '|', ',', '_', '-', '#', '\n'];

export function poolTextsOf(canaries: readonly Canary[]): PoolTexts {
  const texts: PoolTexts = { plain: [], encoded: [], joined: [], whole: [] };
  for (const [canary, each] of canaries.entries()) {
    for (const { name, text, confidence } of variantsOf(each)) {
      const digested = { canary, confidence, text, bytes: Buffer.from(text) };
      texts.plain.push(digested);
      if (WHOLE.test(name)) texts.whole.push(digested);
      if (!MAIN.test(name)) continue;
      texts.encoded.push({ ...digested, bytes: Buffer.from(text, 'utf16le') });
      texts.encoded.push({ ...digested, bytes: Buffer.from(text, 'utf16le').swap16() });
      for (const end of END_CHARACTERS) texts.encoded.push({ ...digested, bytes: Buffer.from(text + end) });
    }
    texts.joined.push(...joinedTextsOf(each, canary));
  }

  return texts;
}

function joinedTextsOf({ kind, value }: Canary, canary: number): DigestedText[] {
  if (kind !== 'url' || !URL.canParse(value)) return [];
  const { protocol, hostname, pathname, search } = new URL(value);
  const path = pathname + search;
  if (entropyBits(hostname + path) < LIKELY_BITS || path === '/') return [];
  const forms = [
    `${protocol}${hostname}${path}`,
    `//${hostname}${path}`,
    ...SEPARATORS.flatMap((separator) => [
      `${hostname}${separator}${path}`,
      `${hostname}${separator}${path.slice(1)}`,
    ]),
  ];
  const cases = forms.flatMap((form) => [form, form.toLowerCase(), form.toUpperCase()]);

  return [...new Set(cases)].map((text) => ({
    canary,
    confidence: 'certain',
    text,
    bytes: Buffer.from(text),
  }));
}
