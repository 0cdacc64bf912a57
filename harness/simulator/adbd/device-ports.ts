import type { Duplex } from 'node:stream';

/** TCP ports on the handset's loopback: listeners of its processes, and adb's reverse tunnels. */
export interface DevicePorts {
  listen(port: number, accept: (stream: Duplex) => void): { port: number; close(): void };
  /** A reverse tunnel: each connection to `port` opens `remote`, e.g. `tcp:5000`, at the adb server. */
  reverse(port: number, remote: string, open: (remote: string) => Promise<Duplex>): void;
  removeReverse(port: number): boolean;
  reverses(): { port: number; remote: string }[];
  /** Rejects with ECONNREFUSED if nothing listens on the port. */
  dial(port: number): Promise<Duplex>;
}
