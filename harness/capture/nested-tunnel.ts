import type { IncomingMessage } from 'node:http';
import type { ExchangeLog } from './exchange-log.ts';
import { toPairs } from './har-headers.ts';

/** The host that receives a nested CONNECT request, and the UID of its sender. */
export interface NestedTunnel {
  /** The host that the connection was opened for, which receives the CONNECT request. */
  through: string;
  uid: number | undefined;
}

const NO_BYTES = new Uint8Array();

/**
 * Records a CONNECT request inside another tunnel as an exchange with the outer tunnel's host, which receives its headers. A
 * CONNECT request to the recorder itself is not an exchange, because apps send it only because of the recorder.
 */
export function recordNestedTunnel(
  log: Pick<ExchangeLog, 'recordStart' | 'recordBodyData' | 'recordResponse'>,
  { url = '', httpVersion, rawHeaders, headers, socket }: IncomingMessage,
  { through, uid }: NestedTunnel,
): void {
  const id = `tunnel ${crypto.randomUUID()}`;
  const started = performance.now();
  const authority = headers[':authority'];
  log.recordStart(
    id,
    {
      method: 'CONNECT',
      url: url === '' && typeof authority === 'string' ? authority : url,
      httpVersion,
      headers: toPairs(rawHeaders),
      clientPort: socket.remotePort,
      uid,
      via: through.toLowerCase().replace(/\.$/, ''),
      startedAt: Date.now(),
      isWebSocket: false,
    },
    { started },
  );
  log.recordBodyData(id, NO_BYTES, true, started);
  log.recordResponse(
    id,
    { status: 200, statusText: 'OK', headers: [], size: 0, content: { text: '' }, contentCut: false },
    { started },
  );
}
