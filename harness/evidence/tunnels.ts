import type { ReadEntry } from './har-entry.ts';
import { hostOf } from './recipient.ts';

/**
 * The tunnels of one recording: the host of the last CONNECT request on each connection. HAR 1.2 calls the field
 * `connection`: an ID, or the port of the client. Some writers put the server's port there, which many connections share;
 * such values are ignored. Fiddler writes `ClientPort:50718;EgressPort:50720`.
 */
export class Tunnels {
  readonly #hosts = new Map<string, string>();

  /** The host or address for which the connection of an entry was opened. Expects the entries in their order. */
  hostFor({ request, connection }: ReadEntry): string | undefined {
    if (connection === '') return undefined;
    const id = /ClientPort:\d+/.exec(connection)?.[0] ?? connection;
    if (request.method.toUpperCase() !== 'CONNECT') return this.#hosts.get(id);
    const url = request.url.includes('://') ? request.url : `https://${request.url}`;
    const host = hostOf(url);
    if (host !== '' && portOf(url) !== id) this.#hosts.set(id, host);

    return undefined;
  }
}

function portOf(url: string): string {
  return /:(\d+)(?:\/.*)?$/.exec(url)?.[1] ?? '443';
}
