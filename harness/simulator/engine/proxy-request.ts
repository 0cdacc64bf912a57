import { parseUrl } from '../../model/parse-url.ts';
/** A host and port that a client names to a proxy. `host` is lowercase, an IPv6 address without brackets. */
export interface Destination {
  host: string;
  port: number;
}

/**
 * The destination of an HTTP request to a proxy, by its first line. Undefined where the chunk does not begin with one:
 * Chromium sends no request before the previous response has ended, so that each head begins a chunk.
 */
export function readDestination(chunk: Buffer): Destination | undefined {
  const line = /^(?:CONNECT (\S+)|[A-Z]+ ((?:http|ws):\/\/\S+)) HTTP\/1\.1\r\n/.exec(
    chunk.toString('latin1'),
  );
  const url = line?.[1] === undefined ? line?.[2] : `https://${line[1]}`;

  return url === undefined ? undefined : destinationOf(url);
}

/** Undefined where the URL names no host: `data:`, `blob:`, or not a URL. */
export function destinationOf(url: string): Destination | undefined {
  const parsed = parseUrl(url);
  if (!parsed || parsed.hostname === '') return undefined;
  const isSecure = parsed.protocol === 'https:' || parsed.protocol === 'wss:';

  return {
    host: parsed.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1'),
    port: Number(parsed.port || (isSecure ? 443 : 80)),
  };
}
