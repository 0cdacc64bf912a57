import type { IncomingMessage } from 'node:http';
import type { ExchangeLog } from './exchange-log.ts';
import { pairsOf } from './har-headers.ts';

/** Whose tunnel it is, and to whom. */
export interface NestedTunnel {
  /** The host that the connection was opened for: who is asked for the tunnel. */
  through: string;
  uid: number | undefined;
}

const NOTHING = new Uint8Array();

/**
 * Writes down a request for a tunnel that came through another one, as an exchange with whoever was asked: its headers are told
 * to them. One that asks the recorder itself is none: without a recorder nobody would be asked.
 */
export function noteNestedTunnel(
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
