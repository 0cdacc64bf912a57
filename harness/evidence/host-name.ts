import { isIP } from 'node:net';
import { parseUrl } from '../model/parse-url.ts';

/** The host of a URL: lower case, without port and final dot; empty if there is none. */
export function hostOf(url: string): string {
  return parseUrl(url)?.hostname.toLowerCase().replace(/\.$/, '') ?? '';
}

/** Whether a host is a name, not an IP address. */
export function isName(host: string): boolean {
  return host !== '' && isIP(host.replace(/^\[|\]$/g, '')) === 0;
}
