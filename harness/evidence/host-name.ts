import { isIP } from 'node:net';

/** The host of a URL: lower case, without port and final dot; empty if there is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/\.$/, '') : '';
}

/** Whether a host is a name, not an IP address. */
export function isName(host: string): boolean {
  return host !== '' && isIP(host.replace(/^\[|\]$/g, '')) === 0;
}
