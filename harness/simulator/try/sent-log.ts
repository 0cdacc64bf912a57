import type { OriginRequest, OriginResponse } from '../../model/origin.ts';
import type { Clock } from '../device.ts';
import type { Sent, SentObserver } from '../net/sent.ts';

/** Something that a script sent. Data that is not HTTP has the method and the URL that are given for each kind below. */
export interface SentItem extends OriginRequest {
  /**
   * `tcp`: bytes over TCP, `TCP tcp://host:port/`, or over TLS, `TLS tls://host:port/`. `datagram`: `UDP udp://host:port/`.
   * `lookup`: a name that the handset's resolver was asked for, `CONNECT name:53`.
   */
  kind: 'request' | 'websocket' | 'tcp' | 'datagram' | 'lookup';
  /** When it was sent, milliseconds since 1970 of the handset's clock. */
  at: number;
  uid: number;
  /** The host that the connection was opened for; a request can name another host. */
  host: string;
  trailers: OriginRequest['headers'];
  /** Messages that were sent over a WebSocket, in order. */
  messages: { at: number; data: Uint8Array; isBinary: boolean }[];
  http: '1.0' | '1.1' | '2';
  response: OriginResponse | undefined;
  /** Whether the upload ended early, or a WebSocket without a closing handshake. */
  aborted: boolean;
  /** Whether it bypasses the handset's proxy. */
  direct: boolean;
  /** Whether the connection trusts no other certificates than the servers' own. */
  pinned: boolean;
}

export interface SentLog extends SentObserver {
  /** Everything so far, in order of sending. */
  items(): readonly SentItem[];
}

const NOTHING = new Uint8Array();

/** Keeps what is sent on a handset. Lookups of the names that connections are opened for are left out. */
export function createSentLog(clock: () => Pick<Clock, 'now'>): SentLog {
  const items: SentItem[] = [];
  const sockets = new Map<number, SentItem>();
  const connected = new Set<string>();
  const add = (item: Partial<SentItem> & Pick<SentItem, 'kind' | 'uid' | 'host' | 'method' | 'url'>) => {
    const added: SentItem = {
      at: clock().now(),
      headers: [],
      body: NOTHING,
      trailers: [],
      messages: [],
      http: '1.1',
      response: undefined,
      aborted: false,
      direct: false,
      pinned: false,
      ...item,
    };
    items.push(added);

    return added;
  };

  return {
    sent(item) {
      const { target, connection } = item;
      connected.add(target.host);
      const sender = {
        uid: target.uid,
        host: target.host,
        direct: target.route?.network === 'direct',
        pinned: target.route?.trust === 'pinned',
      };
      switch (item.kind) {
        case 'request':
          add({ ...sender, ...item.request, ...requestEnd(item), kind: 'request' });
          break;
        case 'websocket':
          sockets.set(connection, add({ ...sender, ...socketRequest(item.request), kind: 'websocket' }));
          break;
        case 'message': {
          const { data, isBinary } = item;
          sockets.get(connection)?.messages.push({ at: clock().now(), data, isBinary });
          break;
        }
        case 'cut': {
          const socket = sockets.get(connection);
          if (socket) socket.aborted = true;
          break;
        }
        case 'bytes': {
          const method = item.tls ? 'TLS' : 'TCP';
          const url = urlOf(method, target.host, target.port);
          add({ ...sender, kind: 'tcp', method, url, body: item.body });
        }
      }
    },
    datagram({ uid, host, port }, body) {
      connected.add(host);
      add({ kind: 'datagram', uid, host, method: 'UDP', url: urlOf('UDP', host, port), body, direct: true });
    },
    lookup(name, uid) {
      add({ kind: 'lookup', uid, host: name, method: 'CONNECT', url: `${name}:53`, direct: true });
    },
    items: () => items.filter(({ kind, host }) => kind !== 'lookup' || !connected.has(host)),
  };
}

function requestEnd({
  trailers,
  http,
  response,
}: Sent & { kind: 'request' }): Pick<SentItem, 'trailers' | 'http' | 'response' | 'aborted'> {
  return { trailers, http, response, aborted: response === undefined };
}

function socketRequest(request: OriginRequest): OriginRequest {
  return { ...request, url: request.url.replace(/^http/, 'ws') };
}

function urlOf(method: string, host: string, port: number): string {
  return `${method.toLowerCase()}://${host.includes(':') ? `[${host}]` : host}:${port}/`;
}
