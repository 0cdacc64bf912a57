import type { Cookie, Header, QueryString } from 'har-format';

export type RawHeaders = ReadonlyArray<readonly [name: string, value: string]>;

/**
 * Headers in HAR's form, in the order sent, with repetitions. HTTP/2's pseudo headers that repeat method and URL are left
 * out. The authority may name another host than the connection: it becomes `host`, or stays where a different `host`
 * exists. Unknown pseudo headers stay, and so does a scheme other than http and https.
 */
export function harHeaders(headers: RawHeaders): Header[] {
  const hosts = headers.flatMap(([name, value]) => (name.toLowerCase() === 'host' ? [value] : []));

  return headers.flatMap(([name, value]) => {
    if (!name.startsWith(':')) return [{ name, value }];

    if (name === ':authority') {
      if (hosts.length === 0) return [{ name: 'host', value }];

      return hosts.includes(value) ? [] : [{ name, value }];
    }

    return isRedundant(name, value) ? [] : [{ name, value }];
  });
}

function isRedundant(name: string, value: string): boolean {
  return name === ':method' || name === ':path' || (name === ':scheme' && /^https?$/i.test(value));
}

/** Node's alternating names and values, as pairs. */
export function toPairs(flat: readonly string[]): RawHeaders {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}

/** The first value of a header, or an empty string. */
export function headerValue(headers: RawHeaders, name: string): string {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}

/** Cookies that were sent, or that were set (names and values only). */
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

/** Query parameters, decoded; an invalid encoding stays unchanged. */
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
    // The text contains a `%` that encodes nothing. The entry's URL has the raw text too.
    return text;
  }
}
