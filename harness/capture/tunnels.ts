import type net from 'node:net';
import type { DirectPort } from '../model/direct-port.ts';
import type { VisibilityEvent } from '../model/visibility.ts';

export interface SilentTunnel {
  host: string;
  port: number;
  /** Milliseconds since it was opened. */
  ageMs: number;
}

/** A connection that was opened for a host, by CONNECT or without the proxy. */
export interface Tunnel {
  socket: net.Socket;
  name: string;
  port: number;
  openedAt: number;
  /** Bytes read before the tunnel opened; -1 if bytes of the tunnel arrived together with the CONNECT request. */
  bytesBefore: number;
}

export function isSilent({ socket, bytesBefore }: Tunnel): boolean {
  return bytesBefore >= 0 && socket.bytesRead <= bytesBefore;
}

export function silentTunnelEvent({ name, port }: Tunnel): VisibilityEvent {
  return { kind: 'silent-tunnel', at: new Date().toISOString(), host: name, port, attribution: 'unknown' };
}

/** A connection without the proxy. Its host is unknown while its client is silent; so is its port if it is neither 443 nor 80. */
export function directTunnel(socket: net.Socket, direct: DirectPort): Tunnel {
  return {
    socket,
    name: 'unknown',
    port: direct === 'other' ? 0 : direct,
    openedAt: performance.now(),
    bytesBefore: 0,
  };
}

/** The host of `host:port` or `[::1]:port`. */
export function hostOf(authority: string): string {
  return authority.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** The port of `host:port`; 443 if it has none. */
export function portOf(authority: string): number {
  return Number(/:(\d+)$/.exec(authority)?.[1] ?? 443);
}
