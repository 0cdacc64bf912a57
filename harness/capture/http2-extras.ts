import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { VisibilityEvent } from '../model/visibility.ts';
import type { ExchangeLog } from './exchange-log.ts';
import { toPairs } from './har-headers.ts';
import type { Listener } from './listener.ts';
import { counted } from '../model/counted.ts';

/** HTTP/2's own request, with the id that mockttp adds to it. */
interface Http2Request {
  id?: string;
  stream?: ServerHttp2Stream;
}

/** Records HTTP/2 data that mockttp's events lack: trailers, and data in the GOAWAY frame that ends a connection. */
export function watchHttp2(
  listener: Listener,
  emit: (event: VisibilityEvent) => void,
  log: Pick<ExchangeLog, 'recordTrailers'>,
): void {
  const report = (detail: string): void => emit({ kind: 'not-http', at: new Date().toISOString(), detail });

  listener.on('request', (request: Http2Request) => {
    request.stream?.once('trailers', (_trailers: unknown, _flags: unknown, raw: unknown) => {
      if (request.id !== undefined && isStringList(raw)) log.recordTrailers(request.id, toPairs(raw));
      else report('the trailers of an HTTP/2 request could not be recorded');
    });
  });
  listener.on('session', (session: ServerHttp2Session) => {
    session.on('goaway', (_code: number, _last: number, bytes?: Uint8Array) => {
      if (bytes && bytes.length > 0)
        report(
          `the GOAWAY frame of an HTTP/2 connection contained ${counted(bytes.length, 'byte')} of debug data`,
        );
    });
  });
}

/** Whether a value is a list of strings, here the alternating names and values that Node's types do not declare. */
function isStringList(raw: unknown): raw is string[] {
  return Array.isArray(raw) && raw.every((each) => typeof each === 'string');
}
