import type tls from 'node:tls';

/** Fields of a TLS hello that mockttp has read. */
export interface TlsHello {
  ja4: string | null;
  /** ALPN names (RFC 7301) that are longer than those of any known client, so that they can carry data. */
  longProtocols: string[];
}

/**
 * The longest ALPN name, in characters, that is not reported. Apps use short names such as `h2` and `http/1.1`.
 */
const LONGEST_PROTOCOL = 16;

/** Reads the TLS hello of a socket. mockttp stores it on the socket under a symbol that it does not export. */
export function helloOf(socket: tls.TLSSocket): TlsHello {
  const key = Object.getOwnPropertySymbols(socket).find((symbol) => symbol.description === 'tls-metadata');
  const metadata: unknown = key && Reflect.get(socket, key);
  const fields = typeof metadata === 'object' && metadata !== null ? metadata : {};
  const ja4: unknown = Reflect.get(fields, 'ja4Fingerprint');
  const protocols: unknown = Reflect.get(fields, 'clientAlpn');

  return {
    ja4: typeof ja4 === 'string' ? ja4 : null,
    longProtocols: (Array.isArray(protocols) ? protocols : []).filter(
      (each): each is string => typeof each === 'string' && each.length > LONGEST_PROTOCOL,
    ),
  };
}
