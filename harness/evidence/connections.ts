import { dnsAnswerOf } from './dns-answer.ts';
import type { ReadEntry } from './har-entry.ts';
import { hostOf } from './host-name.ts';
import { parseUrl } from '../model/parse-url.ts';
import type { KnownConnection } from './recipient.ts';

/**
 * The tunnels and DNS answers of one recording. HAR 1.2 identifies a connection in the field `connection`, by an ID or by the
 * port of the client. Some writers put the server's port there, which many connections share; such values are ignored. Fiddler
 * writes `ClientPort:50718;EgressPort:50720`.
 */
export class Connections {
  readonly #tunnels = new Map<string, string>();
  /** The first tunnel of each connection, for requests that are listed before it. */
  readonly #firstTunnels = new Map<string, string>();
  readonly #addresses = new Map<string, Set<string>>();

  /** Learns what an entry says about others, before they are read: some writers list entries in the order of their ends. */
  foresee(entry: ReadEntry): void {
    this.#learnAddresses(entry);
    const { id, host } = openedBy(entry) ?? {};
    if (id !== undefined && host !== undefined && !this.#firstTunnels.has(id))
      this.#firstTunnels.set(id, host);
  }

  /** What is known about the connection of an entry. Expects each entry once, in the order of the recording. */
  next(entry: ReadEntry): KnownConnection {
    this.#learnAddresses(entry);

    return { tunnel: this.#tunnelOf(entry), addresses: this.#addresses };
  }

  #learnAddresses(entry: ReadEntry): void {
    const answer = dnsAnswerOf(entry);
    if (!answer) return;
    const known = this.#addresses.get(answer.name) ?? new Set();
    for (const address of answer.addresses) known.add(address);
    this.#addresses.set(answer.name, known);
  }

  #tunnelOf(entry: ReadEntry): string | undefined {
    const id = connectionOf(entry);
    if (id === undefined) return undefined;
    if (!isConnect(entry)) return this.#tunnels.get(id) ?? this.#firstTunnels.get(id);
    const opened = openedBy(entry);
    if (opened) this.#tunnels.set(id, opened.host);

    return undefined;
  }
}

/** The connection that a CONNECT request opened, and to which host. */
function openedBy(entry: ReadEntry): { id: string; host: string } | undefined {
  const id = connectionOf(entry);
  if (id === undefined || !isConnect(entry)) return undefined;
  const { url: written } = entry.request;
  const url = written.includes('://') ? written : `https://${written}`;
  const host = hostOf(url);

  return host !== '' && portOf(url) !== id ? { id, host } : undefined;
}

function isConnect({ request }: ReadEntry): boolean {
  return request.method.toUpperCase() === 'CONNECT';
}

function connectionOf({ connection }: ReadEntry): string | undefined {
  return connection === '' ? undefined : (/ClientPort:\d+/.exec(connection)?.[0] ?? connection);
}

/** The port of a URL with a host; 443 for the default port of https. */
function portOf(url: string): string {
  return parseUrl(url)?.port || '443';
}
