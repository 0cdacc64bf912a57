import { getDomain } from 'tldts';

/**
 * The registrable domain of a host, by the public suffix list with its private suffixes: `a.github.io` and `b.github.io` are
 * two sites. Undefined for an IP address and for a suffix itself.
 */
export function siteOf(host: string): string | undefined {
  return getDomain(host, { allowPrivateDomains: true, validateHostname: false }) ?? undefined;
}
