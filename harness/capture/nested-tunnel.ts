import type { IncomingMessage } from 'node:http';
import type { ExchangeLog } from './exchange-log.ts';
import { pairsOf } from './har-headers.ts';

/** The client of a tunnel, and its target. */
export interface NestedTunnel {
  /** The host that the connection was opened for, which receives the CONNECT request. */
  through: string;
  uid: number | undefined;
}

const NOTHING = new Uint8Array();

/**
 * Records a CONNECT request inside another tunnel as an exchange with the outer tunnel's host, which receives its headers. A
 * CONNECT to the recorder itself is not an exchange: it exists only because of the recorder.
 */
export function recordNestedTunnel(
  log: Pick<ExchangeLog, 'began' | 'bodyData' | 'answered'>,
  { url = '', httpVersion, rawHeaders, headers, socket }: IncomingMessage,
  { through, uid }: NestedTunnel,
): void {
  const id = `tunnel ${crypto.randomUUID()}`;
  const started = performance.now();
  const authority = headers[':authority'];
  log.began(
    id,
    {
      method: 'CONNECT',
      url: url === '' && typeof authority === 'string' ? authority : url,
      httpVersion,
      headers: pairsOf(rawHeaders),
      clientPort: socket.remotePort,
      uid,
      via: through.toLowerCase().replace(/\.$/, ''),
      startedAt: Date.now(),
      isWebSocket: false,
    },
    { started },
  );
  log.bodyData(id, NOTHING, true, started);
  log.answered(
    id,
    { status: 200, statusText: 'OK', headers: [], size: 0, content: { text: '' }, contentCut: false },
    { started },
  );
}
