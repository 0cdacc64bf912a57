import type { Canary } from '../../model/canary.ts';
import { lettersOf } from '../alphabet/letters.ts';
import { CERTAIN_BITS, entropyBits, isOrdinary, LIKELY_BITS, WEAK_BITS } from './entropy.ts';
import { parseUrl } from '../../model/parse-url.ts';

/** A needle: a canary or a piece of it, in lower case and NFC, as the searched text is. */
export interface SearchText {
  text: string;
  match: 'whole' | 'host' | 'part';
  /** `weak`: counts only together with other pieces of the same canary. */
  strength: 'certain' | 'likely' | 'weak';
  bits: number;
  /** Set on an ordinary word: counts only together with the host. */
  isOrdinary?: true;
  /** Required word boundary around the text, so that a piece of something else does not match. */
  edges: 'host' | 'word' | 'tail' | 'none';
}

/** Minimum bits of a host without a random label for it to be `likely`. */
const HOST_LIKELY_BITS = 24;
/** Minimum bits of a whole value to be `certain`. A value with fewer, such as one common word, can come from anyone. */
const WHOLE_CERTAIN_BITS = 14;
/** Bits of one of the 23 letters that are left of a random word. */
const LETTER_BITS = Math.log2(23);
/** `www.` in front of a name that is a domain without it. */
const WWW = /^www\.(?=[^/?#]+\.)/;

/** Every needle of a canary, without duplicates. */
export function searchTextsOf(canary: Canary): SearchText[] {
  const needles = { url: urlNeedles, host: hostNeedles, search: searchNeedles, text: textNeedles }[
    canary.kind
  ](canary.value);
  const seen = new Set<string>();

  return needles.filter(
    (needle) => needle.text.length >= 4 && !seen.has(needle.text) && seen.add(needle.text),
  );
}

/** Lower case and NFC: the form of needles and of searched text. */
export function fold(text: string): string {
  const lower = text.toLowerCase();

  return isAscii(lower) ? lower : lower.normalize('NFC');
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
    ...hostPieces(url.hostname),
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

function hostNeedles(value: string): SearchText[] {
  const bits = entropyBits(value);
  const strength = bits >= WHOLE_CERTAIN_BITS ? 'certain' : 'likely';
  const whole = hostSpellings(value).map(
    (text): SearchText => ({ text, match: 'host', strength, bits, edges: hostEdges(bits) }),
  );

  return [...whole, ...wwwNeedles(value), ...hostPieces(value), ...lettersNeedles(fold(value))];
}

/** A host canary without its `www.`, or with one, if it is rare enough. */
function wwwNeedles(value: string): SearchText[] {
  const bits = labelBits(value);
  if (bits < WHOLE_CERTAIN_BITS) return [];
  const strength = bits >= CERTAIN_BITS ? 'certain' : 'likely';

  return hostSpellings(value).map((host): SearchText => {
    const text = withOrWithoutWww(host);

    return { text, match: 'host', strength, bits, edges: hostEdges(bits) };
  });
}

/** Adds `www.`, or removes it. */
function withOrWithoutWww(text: string): string {
  return WWW.test(text) ? text.replace(WWW, '') : `www.${text}`;
}

/** Needles for a host: its full name with and without `www.`, its disguises, and its first label if that is random. */
function hostPieces(host: string): SearchText[] {
  const bits = labelBits(host);
  const spellings = hostSpellings(host).flatMap((name) => [name, withOrWithoutWww(name)]);
  const disguised = bits >= HOST_LIKELY_BITS ? spellings.flatMap(hostDisguises) : [];
  const named: SearchText[] = [...spellings, ...disguised].map((text) => ({
    text,
    match: 'host',
    strength: bits >= CERTAIN_BITS ? 'certain' : bits >= HOST_LIKELY_BITS ? 'likely' : 'weak',
    bits: Math.min(bits, CERTAIN_BITS),
    edges: hostEdges(bits),
  }));
  const label = host.replace(WWW, '').split('.')[0] ?? '';

  return [...named, ...pieceNeedles(label).filter((piece) => piece.strength === 'certain')];
}

/** Bits of a host without `www.` and its top-level domain. */
function labelBits(host: string): number {
  return entropyBits(host.replace(WWW, '').replace(/\.[^.]+$/, ''));
}

function hostEdges(bits: number): SearchText['edges'] {
  return bits >= CERTAIN_BITS ? 'none' : 'host';
}

/**
 * A host as a label or as part of a file, table or package name: `news_site_example`, `news-site-example`,
 * `example.site.news`. Caches and translating proxies double the dashes of a host, and some of them put `0-` before it
 * and `-0` behind it. Source: the subdomain format of AMP caches.
 */
function hostDisguises(host: string): string[] {
  const labels = host.split('.');
  if (labels.length < 2) return [];
  const dashed = ['-', '--', '_'].map((dash) => labels.map((label) => label.replaceAll('-', dash)));
  const doubled = dashed[1]?.join('-') ?? '';

  return [
    ...new Set(dashed.flatMap((written) => ['-', '_', '--', '__'].map((dot) => written.join(dot)))),
    `0-${doubled}-0`,
    labels.toReversed().join('.'),
    labels.toReversed().join('-'),
  ];
}

function hostSpellings(value: string): string[] {
  const written = fold(value.trim())
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/?#:].*$/, '')
    .replace(/\.$/, '');

  return [written, parseAddress(`http://${written}/`)?.hostname ?? written];
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

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the range is what ASCII is
  return /^[\u0000-\u007f]*$/.test(text);
}
