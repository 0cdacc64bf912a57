import { dnsAnswerOf } from './dns-answer.ts';
import type { ReadEntry } from './har-entry.ts';
import { hostOf } from './host-name.ts';
import type { KnownConnection } from './recipient.ts';

/**
 * The tunnels and DNS answers of one recording. HAR 1.2 identifies a connection in the field `connection`, by an ID or by the
 * port of the client. Some writers put the server's port there, which many connections share; such values are ignored. Fiddler
 * writes `ClientPort:50718;EgressPort:50720`.
 */
export class Connections {
  readonly #tunnels = new Map<string, string>();
  readonly #addresses = new Map<string, Set<string>>();

  /** What is known about the connection of an entry. Expects each entry once, in the order of the recording. */
  next(entry: ReadEntry): KnownConnection {
    const answer = dnsAnswerOf(entry);
    if (answer) {
      const known = this.#addresses.get(answer.name) ?? new Set();
      for (const address of answer.addresses) known.add(address);
      this.#addresses.set(answer.name, known);
    }

    return { tunnel: this.#tunnelOf(entry), addresses: this.#addresses };
  }

  #tunnelOf({ request, connection }: ReadEntry): string | undefined {
    if (connection === '') return undefined;
    const id = /ClientPort:\d+/.exec(connection)?.[0] ?? connection;
    if (request.method.toUpperCase() !== 'CONNECT') return this.#tunnels.get(id);
    const url = request.url.includes('://') ? request.url : `https://${request.url}`;
    const host = hostOf(url);
    if (host !== '' && portOf(url) !== id) this.#tunnels.set(id, host);

    return undefined;
  }
}

/** The port of a URL with a host; 443 for the default port of https. */
function portOf(url: string): string {
  return new URL(url).port || '443';
}
