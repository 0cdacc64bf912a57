import type { Canary } from '../../model/canary.ts';
import { lettersOf } from '../alphabet/letters.ts';
import { toUnicodeHost } from '../codecs/punycode.ts';
import { CERTAIN_BITS, entropyBits, isOrdinary, LIKELY_BITS, WEAK_BITS } from './entropy.ts';
import {
  firstLabel,
  hostNames,
  hostNeedles,
  hostSpellings,
  WHOLE_CERTAIN_BITS,
  withOrWithoutWww,
} from './host-texts.ts';
import { parseUrl } from '../../model/parse-url.ts';
import { fold, type SearchText } from './search-text.ts';

/** Bits of one of the 23 letters that are left of a random word. */
const LETTER_BITS = Math.log2(23);
/** Every needle of a canary, without duplicates. */
export function searchTextsOf(canary: Canary): SearchText[] {
  const needles = {
    url: urlNeedles,
    host: (value: string) => [
      ...hostNeedles(value),
      ...hostPieces(value, true),
      ...lettersNeedles(fold(value)),
    ],
    search: searchNeedles,
    text: textNeedles,
  }[canary.kind](canary.value);
  const seen = new Set<string>();

  return needles.filter(
    (needle) => needle.text.length >= 4 && !seen.has(needle.text) && seen.add(needle.text),
  );
}

/** The hosts that own a canary. A request to them is browsing. */
export function hostsOf(canary: Canary): string[] {
  if (canary.kind === 'host') return hostSpellings(canary.value);
  if (canary.kind !== 'url') return [];
  const url = parseAddress(canary.value);

  return url ? [url.hostname.replace(/\.$/, '')] : [];
}

function urlNeedles(value: string): SearchText[] {
  const url = parseAddress(value);
  if (!url) return textNeedles(value);
  const isRoot = url.pathname === '/' && url.search === '' && url.hash === '';
  const bare = (text: string) => fold(text.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')).replace(/\/$/, '');
  const spellings = [
    value,
    url.href,
    decodeSafely(value),
    decodeSafely(value.replaceAll('+', ' ')),
    value.replace(/#.*$/, ''),
    url.href.replace(url.hostname, toUnicodeHost(url.hostname)),
  ];
  const wholeNeedles = (texts: readonly string[], edges: SearchText['edges']): SearchText[] => {
    const bits = entropyBits(texts[0] ?? '');
    const strength = bits >= WHOLE_CERTAIN_BITS ? 'certain' : 'likely';

    return texts.map((text) => ({
      text: (isRoot ? '//' : '') + text,
      match: 'whole',
      strength,
      bits,
      edges: isRoot ? 'host' : endsInRareToken(text) ? 'none' : edges,
    }));
  };
  const written = spellings.map(bare);
  const whole = [...wholeNeedles(written, 'tail'), ...wholeNeedles(written.map(withOrWithoutWww), 'host')];
  const parts = [
    ...url.pathname.split('/'),
    ...url.searchParams.keys(),
    ...url.searchParams.values(),
    url.hash.slice(1),
  ];

  return [
    ...whole,
    ...hostPieces(url.hostname, false),
    ...parts.flatMap((part) => pieceNeedles(decodeSafely(part))),
    ...[written[0] ?? '', url.hostname].flatMap(lettersNeedles),
  ];
}

/** The letters of an address, which are left if a sender replaces or removes its digits. Only random words are evidence. */
function lettersNeedles(text: string): SearchText[] {
  const random = text.split(/[^a-z0-9]+/).filter((word) => entropyBits(word) >= LIKELY_BITS);
  const bits = lettersOf(random.join('')).length * LETTER_BITS;
  if (bits < LIKELY_BITS || !/\d/.test(text)) return [];
  const strength = bits >= CERTAIN_BITS ? 'certain' : 'likely';

  return [{ text: lettersOf(text), match: 'part', strength, bits, edges: 'none' }];
}

/** Whether a text ends in a token too rare for chance. Any byte can follow it in binary data. */
function endsInRareToken(text: string): boolean {
  return entropyBits(/[\p{L}\p{N}]+$/u.exec(text)?.[0] ?? '') >= CERTAIN_BITS;
}

/** The names of a host, and its first label if that is random. */
function hostPieces(host: string, isCanary: boolean): SearchText[] {
  return [
    ...hostNames(host, isCanary),
    ...pieceNeedles(firstLabel(host)).filter((piece) => piece.strength === 'certain'),
  ];
}

function searchNeedles(value: string): SearchText[] {
  const words = fold(value)
    .split(/[\s+]+/)
    .filter((word) => word !== '');
  const joined = [' ', '+', '%20', '%2b', '-', '_', ',', '.', ''].map((separator) => words.join(separator));

  return [...joined.map(wholeNeedle), ...pieceNeedles(value)];
}

function textNeedles(value: string): SearchText[] {
  const text = fold(value.trim().replaceAll(/\s+/g, ' '));

  return [text, text.replaceAll(' ', '+'), text.replaceAll(' ', '%20')]
    .map(wholeNeedle)
    .concat(pieceNeedles(value));
}

function wholeNeedle(text: string): SearchText {
  const bits = entropyBits(text);

  return {
    text,
    match: 'whole',
    strength: bits >= WHOLE_CERTAIN_BITS ? 'certain' : 'likely',
    bits,
    edges: bits >= CERTAIN_BITS ? 'none' : 'word',
  };
}

/** The words of a text that are rare enough to count alone or together, and ordinary words that count with the host. */
function pieceNeedles(text: string): SearchText[] {
  const words = fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

  return words.flatMap((word): SearchText[] => {
    const bits = entropyBits(word);
    if (bits < WEAK_BITS) return [];
    if (isOrdinary(word))
      return [{ text: word, match: 'part', strength: 'weak', bits, edges: 'word', isOrdinary: true }];
    const strength = bits >= CERTAIN_BITS ? 'certain' : bits >= LIKELY_BITS ? 'likely' : 'weak';

    return [{ text: word, match: 'part', strength, bits, edges: strength === 'certain' ? 'none' : 'word' }];
  });
}

function parseAddress(value: string): URL | undefined {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value.trim()) ? value.trim() : `http://${value.trim()}`;

  return parseUrl(text);
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not percent-encoded: a percent sign in plain text.
  }
}
