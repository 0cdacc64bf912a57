import type tls from 'node:tls';

/** What a TLS hello said, as far as it is told. */
export interface TlsHello {
  ja4: string | null;
  /** Names of protocols that are longer than any that is registered (RFC 7301): they can carry something. */
  longProtocols: string[];
}

/** The longest that is registered for what is recorded here is `http/1.1`; of others, `tls/1.3-record` and the like are no client's. */
const LONGEST_PROTOCOL = 16;

/** mockttp keeps what it read of the hello on the socket, under a symbol that it does not export. */
export function helloOf(socket: tls.TLSSocket): TlsHello {
  const key = Object.getOwnPropertySymbols(socket).find((symbol) => symbol.description === 'tls-metadata');
  const metadata: unknown = key && Reflect.get(socket, key);
  const told = typeof metadata === 'object' && metadata !== null ? metadata : {};
  const ja4: unknown = Reflect.get(told, 'ja4Fingerprint');
  const protocols: unknown = Reflect.get(told, 'clientAlpn');

  return {
    ja4: typeof ja4 === 'string' ? ja4 : null,
    longProtocols: (Array.isArray(protocols) ? protocols : []).filter(
      (each): each is string => typeof each === 'string' && each.length > LONGEST_PROTOCOL,
    ),
  };
}
