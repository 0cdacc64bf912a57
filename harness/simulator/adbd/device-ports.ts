import type { Duplex } from 'node:stream';

/** TCP ports on the handset's loopback: what its processes listen on, and the reverse tunnels of adb. */
export interface DevicePorts {
  listen(port: number, accept: (stream: Duplex) => void): { port: number; close(): void };
  /** A reverse tunnel: connections to `port` are opened towards the adb server as `remote`, e.g. `tcp:5000`. */
  reverse(port: number, remote: string, open: (remote: string) => Promise<Duplex>): void;
  removeReverse(port: number): boolean;
  reversed(): { port: number; remote: string }[];
  /** Rejects with ECONNREFUSED where nothing listens. */
  dial(port: number): Promise<Duplex>;
}
