import type { Network } from '../device.ts';
import { type LoopbackServer, readChunk, startLoopbackServer } from './loopback-server.ts';
import { readDestination } from './proxy-request.ts';

const REFUSAL_RESPONSE = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/**
 * The proxy of everything in Chromium that belongs to no page: updates, accounts, experiments. Pages have another proxy
 * (`page-proxy.ts`), as they run in browser contexts of their own. Refuses every request and lists its host, whatever this
 * version of Chromium asks for.
 */
export function startOwnProxy(traffic: Network['engineTraffic']): Promise<LoopbackServer> {
  return startLoopbackServer(async (client) => {
    const destination = readDestination(await readChunk(client));
    if (destination) traffic.refused(destination);
    client.end(REFUSAL_RESPONSE);
  });
}
