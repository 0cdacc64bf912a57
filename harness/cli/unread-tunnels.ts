import type { JudgedExchange } from '../model/evidence.ts';
import type { Opaque } from '../model/scan.ts';

/**
 * The tunnels of a HAR whose requests it does not contain. Charles and Fiddler write a CONNECT request for each tunnel, and
 * nothing else if they did not decrypt it.
 */
export class UnreadTunnels {
  readonly #ownSites: ReadonlySet<string>;
  readonly #opened = new Map<string, number>();
  readonly #read = new Set<string>();

  /** @param ownSites hosts of canaries; what goes to them is browsing */
  constructor(ownSites: ReadonlySet<string>) {
    this.#ownSites = ownSites;
  }

  record({ index, method, host, via, answer }: JudgedExchange): void {
    if (method.toUpperCase() !== 'CONNECT') {
      this.#read.add(host);
      if (via !== undefined) this.#read.add(via);
    } else if (answer && answer.status >= 200 && answer.status < 300 && !this.#opened.has(host))
      this.#opened.set(host, index);
  }

  /** One opaque part for each host. */
  end(): Opaque[] {
    return [...this.#opened]
      .filter(([host]) => !this.#read.has(host) && !this.#ownSites.has(host))
      .map(([host, exchange]) => ({
        exchange,
        host,
        part: 'tunnel',
        bytes: 0,
        class: 'encrypted',
        why: 'the HAR contains no request of this tunnel',
      }));
  }
}
