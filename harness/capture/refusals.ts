import tls from 'node:tls';
import { invariant } from '../model/fault.ts';
import type { OriginRequest } from '../model/origin.ts';
import type { Listener } from './listener.ts';

/** Decides which traffic of a port is refused: recorded, and never answered. */
export interface Refusals {
  /** Whether a TLS handshake for this server name is refused. */
  refusesName(name: string): boolean;
  refusesRequest(request: Pick<OriginRequest, 'method' | 'url'>): boolean;
}

/** What is answered, whichever app asks for it. */
export interface RefusalExceptions {
  isHost(host: string): boolean;
  isRequest(request: Pick<OriginRequest, 'method' | 'url'>): boolean;
}

/** The cause of a `tls-refused` event if the recorder refused the handshake, and not the client. */
export const REFUSED_BY_RECORDER = 'refused-by-recorder';

type ServerNameCallback = NonNullable<tls.TlsOptions['SNICallback']>;

/**
 * Refuses TLS handshakes by their server name, before the server's first message. A client that sends no server name is refused at its
 * first request. Node keeps the callback for server names under a symbol.
 */
export function refuseServerNames(listener: Listener, refuses: (name: string) => boolean): void {
  const parts: unknown[] = Object.values(listener);
  const servers = parts.filter((part): part is tls.Server => part instanceof tls.Server);
  for (const server of servers) {
    const key = Object.getOwnPropertySymbols(server).find(({ description }) => description === 'snicallback');
    const callback: unknown = key && Reflect.get(server, key);
    invariant(
      key !== undefined && typeof callback === 'function',
      "Leakgate cannot find the server name callback of Node's TLS server",
      'use the Node version in package.json',
    );
    const answerName = callback as ServerNameCallback;
    const refuseOrAnswer: ServerNameCallback = (name, done) => {
      if (refuses(name)) done(new Error(`the recorder refuses connections to ${name}`));
      else answerName.call(server, name, done);
    };
    Reflect.set(server, key, refuseOrAnswer);
  }
  invariant(
    servers.length > 0,
    'the installed mockttp has no TLS server that Leakgate can find',
    'install the version in package-lock.json (npm ci)',
  );
}

/** Refuses nothing. */
export const NO_REFUSALS: Refusals = { refusesName: () => false, refusesRequest: () => false };
