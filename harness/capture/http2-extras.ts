import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { VisibilityEvent } from '../model/visibility.ts';
import type { ExchangeLog } from './exchange-log.ts';
import { pairsOf } from './har-headers.ts';
import type { Listener } from './listener.ts';
import { counted } from '../model/counted.ts';

/** HTTP/2's own request, with the id that mockttp adds to it. */
interface Http2Request {
  id?: string;
  stream?: ServerHttp2Stream;
}

/** Watches what HTTP/2 carries outside of mockttp's events: trailers, and data that a client sends when it closes. */
export function watchHttp2(
  listener: Listener,
  emit: (event: VisibilityEvent) => void,
  log: Pick<ExchangeLog, 'trailers'>,
): void {
  const report = (detail: string): void => emit({ kind: 'not-http', at: new Date().toISOString(), detail });

  listener.on('request', (request: Http2Request) => {
    request.stream?.once('trailers', (_trailers: unknown, _flags: unknown, raw: unknown) => {
      if (request.id !== undefined && isFlat(raw)) log.trailers(request.id, pairsOf(raw));
      else report('the trailers of a request over HTTP/2 could not be kept');
    });
  });
  listener.on('session', (session: ServerHttp2Session) => {
    session.on('goaway', (_code: number, _last: number, bytes?: Uint8Array) => {
      if (bytes && bytes.length > 0)
        report(`the end of an HTTP/2 connection carried ${counted(bytes.length, 'byte')}`);
    });
  });
}

/** Alternating names and values. The types of Node lack this argument. */
function isFlat(raw: unknown): raw is string[] {
  return Array.isArray(raw) && raw.every((each) => typeof each === 'string');
}
