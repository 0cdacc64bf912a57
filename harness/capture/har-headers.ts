import type { Cookie, Header, QueryString } from 'har-format';

export type RawHeaders = ReadonlyArray<readonly [name: string, value: string]>;

/**
 * Headers as HAR holds them, in the order sent, repetitions kept. HTTP/2's pseudo headers say what method and URL say
 * already, but for the authority, which may name another host than the connection: it becomes `host`, or
 * stays where there is another one. Others stay, as does a scheme that is none of HTTP's.
 */
export function harHeaders(headers: RawHeaders): Header[] {
  const hosts = headers.flatMap(([name, value]) => (name.toLowerCase() === 'host' ? [value] : []));

  return headers.flatMap(([name, value]) => {
    if (!name.startsWith(':')) return [{ name, value }];

    if (name === ':authority') {
      if (hosts.length === 0) return [{ name: 'host', value }];

      return hosts.includes(value) ? [] : [{ name, value }];
    }

    return isTold(name, value) ? [] : [{ name, value }];
  });
}

function isTold(name: string, value: string): boolean {
  return name === ':method' || name === ':path' || (name === ':scheme' && /^https?$/i.test(value));
}

/** Names and values in turn, as Node gives them, in pairs. */
export function pairsOf(flat: readonly string[]): RawHeaders {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}

/** The first value of a header, or an empty text. */
export function headerValue(headers: RawHeaders, name: string): string {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}

/** Cookies that were sent, or that were set (their names and values alone). */
export function harCookies(headers: RawHeaders, header: 'cookie' | 'set-cookie'): Cookie[] {
  const values = headers.filter(([name]) => name.toLowerCase() === header).map(([, value]) => value);
  const pairs = values.flatMap((value) => (header === 'cookie' ? value.split(';') : value.split(';', 1)));

  return pairs
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');

      return { name, value: value.join('=') };
    });
}

/** Parameters of the query, decoded; what is no valid encoding stays as it was sent. */
export function harQuery(url: string): QueryString[] {
  const start = url.indexOf('?');
  if (start === -1) return [];
  const query = url.slice(start + 1).replace(/#.*$/s, '');

  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');

      return { name: decode(name), value: decode(value.join('=')) };
    });
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    // A stray `%`: the raw URL is in the entry anyway.
    return text;
  }
}
