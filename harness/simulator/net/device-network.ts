import type { Duplex } from 'node:stream';

/** Android's view of the handset's default network. */
export interface NetworkState {
  type: 'WIFI' | 'MOBILE';
  validated: boolean;
  /** Not validated: the probe over HTTPS failed, and the one over HTTP did not. */
  partial: boolean;
  metered: boolean;
}

export interface Network {
  /** The current proxy. As on Android, `settings delete` does not remove it. */
  proxy(): { host: string; port: number } | undefined;
  readonly type: NetworkState['type'];
  readonly validated: boolean;
  readonly partial: boolean;
  readonly metered: boolean;
  /** Changes the default network; listeners are called if anything differs. */
  change(state: Partial<NetworkState>): void;
  onChange(listener: () => void): void;
  /** `host:port` of what the stand-in engine wanted for itself and was refused; none of these was requested by a page. */
  engineHosts(): string[];
  /** `host:port` of connections in a page's context that were refused, as devtools reported no request of a page for them. */
  unreportedHosts(): string[];
  /** The stand-in engine reports connections and requests here. `engineHosts` and `unreportedHosts` are made from these reports. */
  readonly engineTraffic: {
    refused(destination: { host: string; port: number }): void;
    unreported(destination: { host: string; port: number }): void;
    /** A page requested something of this host. */
    requested(host: string): void;
  };
  /** Opens a TCP connection for an app and records its packets in the packet log. Rejects with a `NetworkError`. */
  connect(target: ConnectTarget): Promise<Duplex>;
  /** Sends one UDP datagram, which bypasses the proxy; resolves to the answer, or to undefined after `timeoutMs`. */
  datagram(target: DatagramTarget): Promise<Uint8Array | undefined>;
  /** Resolves a name with the handset's resolver, over real UDP. Rejects with `UnknownHostException`. */
  lookup(name: string, options: { uid: number; family?: 4 | 6 }): Promise<string>;
  /** The port of this machine's loopback where the handset's own internet accepts connections; it is also an HTTP proxy. */
  readonly internetPort: number;
  /** PEM certificates that a TLS client in a process of the app trusts now, by Android's rules. */
  trustedRoots(app: { targetSdk: number; pid: number }, trust: Trust): string[];
  stop(): Promise<void>;
}

/**
 * Which roots a TLS client of an app trusts.
 * - `system`: the system's store; for apps with an old targetSdk also the user's store.
 * - `user`: both stores, which an app's network security configuration may choose.
 * - `chrome-root-store`: the public roots and the user's store.
 * - `pinned`: only the servers' own root.
 * - `none`: any certificate.
 */
export type Trust = 'system' | 'user' | 'chrome-root-store' | 'pinned' | 'none';

export interface ConnectTarget {
  uid: number;
  /** A name or an address. */
  host: string;
  port: number;
  /** 4 by default. */
  family?: 4 | 6;
  /** The address to connect to, without resolving the name. */
  ip?: string;
  /** Connect to this HTTP proxy; `host` and `port` are then ignored. */
  proxy?: { host: string; port: number };
  /** How the app's own network stack connects; absent for the web engine. */
  route?: { network: 'platform' | 'direct'; trust: Trust };
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
