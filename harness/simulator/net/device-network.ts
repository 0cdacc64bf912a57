import type { Duplex } from 'node:stream';

/** The handset's default network, as Android holds it. */
export interface NetworkState {
  type: 'WIFI' | 'MOBILE';
  validated: boolean;
  metered: boolean;
}

export interface Network {
  /** The proxy in force, or undefined; `settings delete` leaves it in force, as Android does. */
  proxy(): { host: string; port: number } | undefined;
  readonly type: NetworkState['type'];
  readonly validated: boolean;
  readonly metered: boolean;
  /** What the default network is from now on; listeners are told where that changes anything. */
  change(state: Partial<NetworkState>): void;
  onChange(listener: () => void): void;
  /** `host:port` of what the stand-in engine wanted for itself and was refused; none of these was requested by a page. */
  engineHosts(): string[];
  /** `host:port` of connections in a page's context that were refused, as devtools reported no request of a page for them. */
  unreportedHosts(): string[];
  /** The source of these two lists. */
  readonly engineTraffic: {
    refused(destination: { host: string; port: number }): void;
    unreported(destination: { host: string; port: number }): void;
    /** A page requested something of this host. */
    requested(host: string): void;
  };
  /** Opens a TCP connection of an app's; all its packets are in the packet log. Rejects with a `NetworkError`. */
  connect(target: ConnectTarget): Promise<Duplex>;
  /** Sends one UDP datagram around the proxy; resolves to the answer, or to undefined if none came in `timeoutMs`. */
  datagram(target: DatagramTarget): Promise<Uint8Array | undefined>;
  /** Asks the handset's resolver, by real UDP. Rejects with a `NetworkError` named `UnknownHostException`. */
  lookup(name: string, options: { uid: number; family?: 4 | 6 }): Promise<string>;
  /** PEM certificates that a TLS client of the app trusts now, by Android's rules. */
  trustedRoots(app: { targetSdk: number }, trust: Trust): string[];
  stop(): Promise<void>;
}

/**
 * What a TLS client of an app builds on: `system`: the system's store, and the user's for apps of an old targetSdk;
 * `user`: both stores, as an app's network security configuration may ask; `chrome-root-store`: the public roots and
 * the user's store; `pinned`: only the servers' own root; `none`: anything.
 */
export type Trust = 'system' | 'user' | 'chrome-root-store' | 'pinned' | 'none';

export interface ConnectTarget {
  uid: number;
  /** A name or an address. */
  host: string;
  port: number;
  /** 4 by default. */
  family?: 4 | 6;
  /** The address to use instead of asking for the name. */
  ip?: string;
  /** Connect to this HTTP proxy instead; `host` and `port` are then not looked at. */
  proxy?: { host: string; port: number };
}
export interface DatagramTarget {
  uid: number;
  host: string;
  port: number;
  family?: 4 | 6;
  body: Uint8Array;
  /** How long to wait for an answer, handset milliseconds; 0 by default: do not wait. */
  timeoutMs?: number;
}
