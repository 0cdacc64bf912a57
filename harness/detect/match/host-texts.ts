import { toUnicodeHost } from '../codecs/punycode.ts';
import { parseUrl } from '../../model/parse-url.ts';
import { CERTAIN_BITS, entropyBits } from './entropy.ts';
import { fold, type SearchText } from './search-text.ts';

/** Minimum bits of a whole value to be `certain`. A value with fewer, such as one common word, can come from anyone. */
export const WHOLE_CERTAIN_BITS = 14;
/** Minimum bits of the host of a URL for it to be `likely` if it has no random label. */
const HOST_LIKELY_BITS = 24;
/** `www.` in front of a name that is a domain without it. */
const WWW = /^www\.(?=[^/?#]+\.)/;

/** A host canary, with and without `www.` if it is rare enough. */
export function hostNeedles(value: string): SearchText[] {
  const bits = entropyBits(value);
  const rare = labelBits(value);
  const needle = (text: string, of: number, least: number): SearchText => ({
    text,
    match: 'host',
    strength: of >= least ? 'certain' : 'likely',
    bits: of,
    edges: hostEdges(of),
  });
  const spellings = hostSpellings(value);

  return [
    ...spellings.map((text) => needle(text, bits, WHOLE_CERTAIN_BITS)),
    ...(rare < WHOLE_CERTAIN_BITS
      ? []
      : spellings.map((text) => needle(withOrWithoutWww(text), rare, CERTAIN_BITS))),
  ];
}

/**
 * The name of a host with and without `www.`, and its disguises.
 * @param isCanary whether the host is a canary, and not only the host of one. Fewer bits are then enough.
 */
export function hostNames(host: string, isCanary: boolean): SearchText[] {
  const bits = labelBits(host);
  const isRare = bits >= HOST_LIKELY_BITS;
  const spellings = [...new Set(hostSpellings(host).flatMap((name) => [name, withOrWithoutWww(name)]))];
  const needle = (text: string, edges: SearchText['edges'], isLikely: boolean): SearchText => ({
    text,
    match: 'host',
    strength: bits >= CERTAIN_BITS ? 'certain' : isLikely ? 'likely' : 'weak',
    bits: Math.min(bits, CERTAIN_BITS),
    edges: bits >= CERTAIN_BITS ? 'none' : edges,
  });
  const names = spellings.map((name) => needle(name, 'host', isRare));
  if (!isRare && !(isCanary && bits >= WHOLE_CERTAIN_BITS)) return names;
  const disguised = spellings.flatMap((name) => {
    if (!name.includes('.')) return [];
    // Names of packages are reversed hosts too, but of hosts without `www`.
    const reversed = isRare || name.startsWith('www.') ? [reverseLabels(name)] : [];

    return [
      ...asLabels(name).map((text) => needle(text, 'label', true)),
      ...reversed.flatMap((text) => [
        needle(text, 'host', true),
        needle(text.replaceAll('.', '-'), 'label', true),
      ]),
      ...[name, ...reversed].map((text) => needle(`${text}.`, 'suffixed', true)),
    ];
  });

  return [...names, ...disguised];
}

/** The first label of a host, without `www.`. */
export function firstLabel(host: string): string {
  return host.replace(WWW, '').split('.')[0] ?? '';
}

/** Adds `www.`, or removes it. */
export function withOrWithoutWww(text: string): string {
  return WWW.test(text) ? text.replace(WWW, '') : `www.${text}`;
}

/** A host as written, in Punycode, and in Unicode. */
export function hostSpellings(value: string): string[] {
  const written = fold(value.trim())
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/?#:].*$/, '')
    .replace(/\.$/, '');
  const punycode = parseUrl(`http://${written}/`)?.hostname ?? written;

  return [...new Set([written, punycode, fold(toUnicodeHost(written))])];
}

/** Bits of a host without `www.` and its top-level domain. */
function labelBits(host: string): number {
  return entropyBits(host.replace(WWW, '').replace(/\.[^.]+$/, ''));
}

function hostEdges(bits: number): SearchText['edges'] {
  return bits >= CERTAIN_BITS ? 'none' : 'host';
}

/**
 * A host as a label or as part of a file, table or package name: `news_site_example`, `news-site-example`. Caches and
 * translating proxies double the dashes of a host. Source: the subdomain format of AMP caches.
 */
function asLabels(host: string): string[] {
  const labels = host.split('.');
  const dashed = ['-', '--', '_'].map((dash) => labels.map((label) => label.replaceAll('-', dash)));

  return [...new Set(dashed.flatMap((written) => ['-', '_', '--', '__'].map((dot) => written.join(dot))))];
}

function reverseLabels(host: string): string {
  return host.split('.').toReversed().join('.');
}
