import type { OriginRequest, OriginResponse } from '../../model/origin.ts';
import type { ConnectTarget } from './device-network.ts';

/** What arrives at the simulated internet on one connection. */
export type Received =
  | {
      kind: 'request';
      request: OriginRequest;
      trailers: OriginRequest['headers'];
      http: '1.0' | '1.1' | '2';
      /** Undefined where the client ended the connection during its request; the body then has what arrived before. */
      response: OriginResponse | undefined;
    }
  /** A WebSocket was opened, by this request. */
  | { kind: 'websocket'; request: OriginRequest }
  | { kind: 'message'; data: Uint8Array; isBinary: boolean }
  /** The WebSocket of the connection ended without a closing handshake. */
  | { kind: 'cut' }
  /** Bytes that are not HTTP. */
  | { kind: 'bytes'; body: Uint8Array; tls: boolean };

/** Something that an app sent, and the connection on which it was sent. */
export type Sent = Received & {
  /** The same for everything that is sent on one connection. */
  connection: number;
  target: ConnectTarget;
};

/** Observes what apps send, in full and before encryption. */
export interface SentObserver {
  sent(item: Sent): void;
  datagram(target: { uid: number; host: string; port: number }, body: Uint8Array): void;
  /** A name that the handset's resolver was asked for. */
  lookup(name: string, uid: number): void;
}
