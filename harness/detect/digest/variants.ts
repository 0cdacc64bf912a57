import type { Canary } from '../../model/canary.ts';
import { toUnicodeHost } from '../codecs/punycode.ts';
import { CERTAIN_BITS, entropyBits, LIKELY_BITS } from '../match/entropy.ts';
import { hostSpellings, WHOLE_CERTAIN_BITS } from '../match/host-texts.ts';
import { parseUrl } from '../../model/parse-url.ts';

/** A form of a canary that a program may have hashed. */
export interface Variant {
  /** The kind of form: `url`, `url-bare`, `origin`, `host`, `domain`, `words` ... */
  name: string;
  text: string;
  /** How certainly a digest of this text proves that the sender knew it. */
  confidence: 'certain' | 'likely';
}

/** Minimum bits of the host of a URL. The digest of a host with fewer proves too little: other traffic may contain it. */
const HOST_LIKELY_BITS = 24;

/**
 * The forms of a canary whose digests are searched. A URL is also used without scheme, query, fragment or final slash.
 * Its origin, host and registrable domain count too, and words with spaces or plus signs. Each is used as written, in
 * lower case and in upper case. A host or domain is included only if it is rare enough to prove something.
 */
export function variantsOf(canary: Canary): Variant[] {
  const variants = {
    url: urlVariants,
    host: (value: string) =>
      hostVariants([value.trim().replace(/\.$/, ''), ...hostSpellings(value)], WHOLE_CERTAIN_BITS),
    search: wordVariants,
    text: wordVariants,
  }[canary.kind](canary.value);
  const seen = new Set<string>();

  return variants
    .flatMap((variant) => [
      variant,
      { ...variant, text: variant.text.toLowerCase(), name: `${variant.name}-lower` },
      { ...variant, text: variant.text.toUpperCase(), name: `${variant.name}-upper` },
    ])
    .filter(({ text }) => text.length >= 4 && !seen.has(text) && seen.add(text));
}

function urlVariants(value: string): Variant[] {
  const url = parseUrl(value);
  if (!url) return wordVariants(value);
  const trimmed = value.trim();
  const noFragment = trimmed.replace(/#.*$/, '');
  const noQuery = noFragment.replace(/\?.*$/, '');
  const texts: [name: string, text: string][] = [
    ['url', trimmed],
    ['url', url.href],
    ['url', url.href.replace(url.hostname, toUnicodeHost(url.hostname))],
    ['url-without-fragment', noFragment],
    ['url-without-query', noQuery],
    ['path', url.pathname + url.search],
    ['path', url.pathname],
  ];
  const whole = texts.flatMap(([name, text]): Variant[] => {
    const bare = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
    const forms: [string, string][] = [
      [name, text],
      [`${name}-without-scheme`, bare],
      [`${name}-without-slash`, text.replace(/\/$/, '')],
      [`${name}-without-scheme-and-slash`, bare.replace(/\/$/, '')],
    ];

    return forms.flatMap(([each, form]) => variantIfRare(each, form, name === 'path'));
  });
  const isRoot = url.pathname === '/' && url.search === '' && url.hash === '';
  const host = url.hostname.replace(/\.$/, '');

  return [
    ...(isRoot ? [] : whole),
    ...hostVariants([host, toUnicodeHost(host)], HOST_LIKELY_BITS, url.protocol),
    ...wordsOfQuery(url),
  ];
}

/** A piece must be rare. For a whole value, more than one common word is enough. */
function variantIfRare(name: string, text: string, isPiece: boolean): Variant[] {
  const bits = entropyBits(text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, ''));
  if (isPiece && bits < LIKELY_BITS) return [];

  return [
    { name, text, confidence: bits >= (isPiece ? CERTAIN_BITS : WHOLE_CERTAIN_BITS) ? 'certain' : 'likely' },
  ];
}

function hostVariants(spellings: readonly string[], least: number, scheme = 'https:'): Variant[] {
  return [...new Set(spellings)].flatMap((host) => {
    const hosts = hostVariant(host, least);
    const origins = [`${scheme}//${host}`, `${scheme}//${host}/`, `${host}/`].flatMap((text) =>
      hosts.map((each) => ({ ...each, name: 'origin', text })),
    );
    const withoutWww = host.startsWith('www.') ? hostVariant(host.slice(4), least) : [];
    const domain = domainOf(host);

    return [...hosts, ...origins, ...withoutWww, ...(domain === host ? [] : domainVariant(domain))];
  });
}

function hostVariant(host: string, least: number): Variant[] {
  const bits = labelBits(host);
  if (bits < least) return [];

  return [{ name: 'host', text: host, confidence: bits >= CERTAIN_BITS ? 'certain' : 'likely' }];
}

/** A shared domain is not a leak, so only a unique domain is searched. */
function domainVariant(domain: string): Variant[] {
  return labelBits(domain) >= CERTAIN_BITS ? [{ name: 'domain', text: domain, confidence: 'certain' }] : [];
}

function labelBits(host: string): number {
  return entropyBits(host.replace(/^www\./, '').replace(/\.[^.]+$/, ''));
}

/**
 * The last two labels, or three under suffixes like `co.uk`. Works without the public suffix list, which only adds
 * rarer suffixes.
 */
export function domainOf(host: string): string {
  const labels = host.split('.');
  const isSecondLevel = /^(?:ac|co|com|edu|gov|go|ne|net|or|org)$/.test(labels.at(-2) ?? '');

  return labels.slice(isSecondLevel && (labels.at(-1) ?? '').length === 2 ? -3 : -2).join('.');
}

function wordsOfQuery(url: URL): Variant[] {
  return [...url.searchParams.values()].flatMap((value) => variantIfRare('query-value', value, true));
}

function wordVariants(value: string): Variant[] {
  const text = value.trim().replaceAll(/\s+/g, ' ');
  const words = [value, text, text.replaceAll(' ', '+'), encodeURIComponent(text), text.replaceAll(' ', '')];

  return words.flatMap((each) => variantIfRare('words', each, false));
}
