import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { Mockttp } from 'mockttp';
import { invariant } from '../model/fault.ts';

/** The server below the proxy. Event listeners added to it are also added to its HTTP/1, HTTP/2 and TLS servers. */
export type Listener = net.Server;

/**
 * Makes a proxy listen on 127.0.0.1 only; mockttp 4.6.1 has no option for that and listens on every interface. Calls
 * `onListener` with the server. Also raises Node's limits: request heads of 16 KB, 1,000 headers, and idle connections of
 * 5 s, after which a client's next request could be lost.
 */
export function prepareListener(proxy: Mockttp, onListener: (listener: Listener) => void): void {
  let listener: net.Server | undefined;
  Object.defineProperty(proxy, 'server', {
    get: () => listener,
    set(server: net.Server) {
      listener = server;
      const listen = server.listen.bind(server);
      server.listen = ((port: number) => listen(port, '127.0.0.1')) as typeof server.listen;
      raiseHttp1Limits(http1Of(server));
      raiseHttp2Limits(server);
      onListener(server);
    },
  });
}

/** Throws unless the proxy listens on 127.0.0.1 only. */
export function assertLoopback(listener: Listener | undefined): void {
  const address = listener?.address();
  invariant(
    address !== null && typeof address === 'object' && address.address === '127.0.0.1',
    `the recorder must listen on 127.0.0.1 only, but listens on ${JSON.stringify(address ?? null)}`,
    'the installed mockttp does not work with Leakgate: install the version in package-lock.json (npm ci)',
  );
}

/**
 * Passes each HTTP/1 request to `take` first. mockttp gets the requests for which `take` returns false. Its event listener
 * stays in place, because removing the listener from one server would remove it from the others.
 */
export function interceptRequests(
  listener: Listener,
  take: (request: http.IncomingMessage, response: http.ServerResponse) => boolean,
): void {
  const http1 = http1Of(listener);
  const emit = http1.emit.bind(http1) as (event: string, ...values: unknown[]) => boolean;
  http1.emit = (event: string, ...values: unknown[]) => {
    const exchange = event === 'request' ? (values as Parameters<http.RequestListener>) : undefined;

    return (exchange !== undefined && take(...exchange)) || emit(event, ...values);
  };
}

/** The HTTP/1 server below a proxy. */
export function http1Of(server: net.Server): http.Server {
  const parts: unknown[] = Object.values(server);
  const http1 = parts.find((part): part is http.Server => part instanceof http.Server);
  invariant(
    http1,
    'the installed mockttp has no HTTP/1 server that Leakgate can find',
    'install the version in package-lock.json (npm ci)',
  );

  return http1;
}

function raiseHttp1Limits(http1: http.Server): void {
  http1.keepAliveTimeout = 120_000;
  http1.requestTimeout = 0;
  // 0 means no limit. Node silently drops headers beyond a limit.
  http1.maxHeadersCount = 0;
  Object.assign(http1, { maxHeaderSize: 1024 * 1024 });
}

/** More headers than a head can have under nghttp2's limit on its size. */
const MAX_HEADERS = 1 << 20;

/** nghttp2 refuses a request with more than 128 headers without an event. Node keeps the option for it under a symbol. */
function raiseHttp2Limits(server: net.Server): void {
  const options = Object.values(server).flatMap((part: unknown) =>
    part instanceof net.Server && !(part instanceof http.Server) && !(part instanceof tls.Server)
      ? Object.getOwnPropertySymbols(part)
          .filter((symbol) => symbol.description === 'options')
          .map((symbol): unknown => Reflect.get(part, symbol))
      : [],
  );
  const [first] = options;
  invariant(
    typeof first === 'object' && first !== null,
    "Leakgate cannot find the options of Node's HTTP/2 server",
    'use the Node version in package.json',
  );
  Object.assign(first, { maxHeaderListPairs: MAX_HEADERS });
}
