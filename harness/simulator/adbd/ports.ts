import type { Duplex } from 'node:stream';
import type { DevicePorts } from '../device.ts';
import { createLoopbackPair } from './loopback.ts';

type Listener =
  | { kind: 'process'; accept: (stream: Duplex) => void }
  | { kind: 'reverse'; remote: string; open: (remote: string) => Promise<Duplex> };

const FIRST_FREE_PORT = 40_000;
const LAST_PORT = 65_535;

/**
 * The TCP ports on the handset's loopback; none of them is a port of this machine. `listen(0, ...)` uses a free one.
 * Throws EADDRINUSE for a port in use.
 */
export function createDevicePorts(): DevicePorts {
  const listeners = new Map<number, Listener>();

  return {
    listen(wanted, accept) {
      const port = wanted === 0 ? freePort() : wanted;
      const listener: Listener = { kind: 'process', accept };
      occupy(port, listener);

      return { port, close: () => void (listeners.get(port) === listener && listeners.delete(port)) };
    },

    reverse(port, remote, open) {
      if (listeners.get(port)?.kind === 'reverse') listeners.delete(port);
      occupy(port, { kind: 'reverse', remote, open });
    },

    removeReverse(port) {
      return listeners.get(port)?.kind === 'reverse' && listeners.delete(port);
    },

    reversed() {
      return [...listeners].flatMap(([port, listener]) =>
        listener.kind === 'reverse' ? [{ port, remote: listener.remote }] : [],
      );
    },

    async dial(port) {
      const listener = listeners.get(port);
      if (listener === undefined) throw portError('ECONNREFUSED', `connect to 127.0.0.1:${port}`);
      if (listener.kind === 'reverse') return await listener.open(listener.remote);
      const [near, far] = createLoopbackPair();
      listener.accept(far);

      return near;
    },
  };

  function occupy(port: number, listener: Listener): void {
    if (listeners.has(port)) throw portError('EADDRINUSE', `Address already in use: ${port}`);
    listeners.set(port, listener);
  }

  function freePort(): number {
    for (let port = FIRST_FREE_PORT; port <= LAST_PORT; port++) if (!listeners.has(port)) return port;
    throw portError('EADDRINUSE', 'every port is in use');
  }
}

function portError(code: 'ECONNREFUSED' | 'EADDRINUSE', what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}
