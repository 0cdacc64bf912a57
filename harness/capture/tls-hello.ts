import type tls from 'node:tls';

/** Fields of a TLS hello that mockttp has read. */
export interface TlsHello {
  ja4: string | null;
  /** ALPN names (RFC 7301) that are long enough to carry data and are not registered. */
  unregisteredLongProtocols: string[];
}

/** The longest ALPN name, in characters, that is never reported. Apps use short names such as `h2` and `http/1.1`. */
const SHORT_PROTOCOL = 16;
/** The longer names in IANA's registry of ALPN protocol ids (RFC 7443 has the first). */
const LONG_REGISTERED_PROTOCOLS = new Set([
  'stun.nat-discovery',
  'netperfmeter/control',
  'netperfmeter/data',
]);

/** Reads the TLS hello of a socket. mockttp stores it on the socket under a symbol that it does not export. */
export function helloOf(socket: tls.TLSSocket): TlsHello {
  const key = Object.getOwnPropertySymbols(socket).find((symbol) => symbol.description === 'tls-metadata');
  const metadata: unknown = key && Reflect.get(socket, key);
  const fields = typeof metadata === 'object' && metadata !== null ? metadata : {};
  const ja4: unknown = Reflect.get(fields, 'ja4Fingerprint');
  const protocols: unknown = Reflect.get(fields, 'clientAlpn');

  return {
    ja4: typeof ja4 === 'string' ? ja4 : null,
    unregisteredLongProtocols: (Array.isArray(protocols) ? protocols : []).filter(
      (each): each is string =>
        typeof each === 'string' && each.length > SHORT_PROTOCOL && !LONG_REGISTERED_PROTOCOLS.has(each),
    ),
  };
}
