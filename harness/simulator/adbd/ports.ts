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
    listen(requestedPort, accept) {
      const port = requestedPort === 0 ? findFreePort() : requestedPort;
      const listener: Listener = { kind: 'process', accept };
      addListener(port, listener);

      return { port, close: () => void (listeners.get(port) === listener && listeners.delete(port)) };
    },

    reverse(port, remote, open) {
      if (listeners.get(port)?.kind === 'reverse') listeners.delete(port);
      addListener(port, { kind: 'reverse', remote, open });
    },

    removeReverse(port) {
      return listeners.get(port)?.kind === 'reverse' && listeners.delete(port);
    },

    reverses() {
      return [...listeners].flatMap(([port, listener]) =>
        listener.kind === 'reverse' ? [{ port, remote: listener.remote }] : [],
      );
    },

    async dial(port) {
      const listener = listeners.get(port);
      if (listener === undefined) throw portError('ECONNREFUSED', `connect to 127.0.0.1:${port}`);
      if (listener.kind === 'reverse') return await listener.open(listener.remote);
      const [clientEnd, serverEnd] = createLoopbackPair();
      listener.accept(serverEnd);

      return clientEnd;
    },
  };

  function addListener(port: number, listener: Listener): void {
    if (listeners.has(port)) throw portError('EADDRINUSE', `Address already in use: ${port}`);
    listeners.set(port, listener);
  }

  function findFreePort(): number {
    for (let port = FIRST_FREE_PORT; port <= LAST_PORT; port++) if (!listeners.has(port)) return port;
    throw portError('EADDRINUSE', 'every port is in use');
  }
}

function portError(code: 'ECONNREFUSED' | 'EADDRINUSE', message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
