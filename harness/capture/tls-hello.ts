import type tls from 'node:tls';

/** What a TLS hello contains, as far as it is known. */
export interface TlsHello {
  ja4: string | null;
  /** ALPN names that are longer than any registered one (RFC 7301): they can carry data. */
  longProtocols: string[];
}

/**
 * Length of `http/1.1`, the longest ALPN name that clients of this recorder use. Longer registered names, such as
 * `tls/1.3-record`, are not for clients.
 */
const LONGEST_PROTOCOL = 16;

/** mockttp stores what it read of the hello on the socket, under a symbol that it does not export. */
export function helloOf(socket: tls.TLSSocket): TlsHello {
  const key = Object.getOwnPropertySymbols(socket).find((symbol) => symbol.description === 'tls-metadata');
  const metadata: unknown = key && Reflect.get(socket, key);
  const metadataFields = typeof metadata === 'object' && metadata !== null ? metadata : {};
  const ja4: unknown = Reflect.get(metadataFields, 'ja4Fingerprint');
  const protocols: unknown = Reflect.get(metadataFields, 'clientAlpn');

  return {
    ja4: typeof ja4 === 'string' ? ja4 : null,
    longProtocols: (Array.isArray(protocols) ? protocols : []).filter(
      (each): each is string => typeof each === 'string' && each.length > LONGEST_PROTOCOL,
    ),
  };
}
