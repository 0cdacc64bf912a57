import { isIP } from 'node:net';
import { parseUrl } from '../model/parse-url.ts';

/** The authority of a URL without user and port. */
const WRITTEN_HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@\s]*@)?([\w.-]+)(?=[:/?#]|$)/i;

/**
 * The host of a URL: lower case, without port and final dot; empty if there is none. A host that no URL may have, such as
 * one with wrong Punycode, is as it is written.
 */
export function hostOf(url: string): string {
  const host = parseUrl(url)?.hostname ?? WRITTEN_HOST.exec(url)?.[1] ?? '';

  return host.toLowerCase().replace(/\.$/, '');
}

/** Whether a host is a name, not an IP address. */
export function isName(host: string): boolean {
  return host !== '' && isIP(host.replace(/^\[|\]$/g, '')) === 0;
}
