import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { VisibilityEvent } from '../model/visibility.ts';
import type { ExchangeLog } from './exchange-log.ts';
import { pairsOf } from './har-headers.ts';
import type { Listener } from './listener.ts';

/** Of HTTP/2 alone, with the id that mockttp puts on a request. */
interface Http2Request {
  id?: string;
  stream?: ServerHttp2Stream;
}

/** Watches what comes over HTTP/2 and is in no event of mockttp's: trailers, and what a client says as it goes. */
export function watchHttp2(
  listener: Listener,
  emit: (event: VisibilityEvent) => void,
  log: Pick<ExchangeLog, 'trailers'>,
): void {
  const tell = (detail: string): void => emit({ kind: 'not-http', at: new Date().toISOString(), detail });

  listener.on('request', (request: Http2Request) => {
    request.stream?.once('trailers', (_trailers: unknown, _flags: unknown, raw: unknown) => {
      if (request.id !== undefined && isFlat(raw)) log.trailers(request.id, pairsOf(raw));
      else tell('the trailers of a request over HTTP/2 could not be kept');
    });
  });
  listener.on('session', (session: ServerHttp2Session) => {
    session.on('goaway', (_code: number, _last: number, bytes?: Uint8Array) => {
      if (bytes && bytes.length > 0) tell(`${bytes.length} bytes came with the end of an HTTP/2 connection`);
    });
  });
}

/** Names and values in turn, as Node gives them; types leave this argument out. */
function isFlat(raw: unknown): raw is string[] {
  return Array.isArray(raw) && raw.every((each) => typeof each === 'string');
}
