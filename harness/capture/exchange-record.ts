import type { DirectPort } from '../model/direct-port.ts';
import type { HarPostData, HarWebSocketMessage } from '../model/har.ts';
import type { BodyBuffer } from './body.ts';
import type { RawHeaders } from './har-headers.ts';

/** The head of a request, as recorded when it began. */
export interface RequestHead {
  method: string;
  url: string;
  httpVersion: string;
  headers: RawHeaders;
  clientPort: number | undefined;
  /** The UID that owns the client's socket, where known. */
  uid: number | undefined;
  /** The host that the connection was opened for, where the request names another. This host received the request. */
  via: string | undefined;
  /** The port that the client connected to without the proxy; undefined if it used the proxy. */
  redirected?: DirectPort | undefined;
  /** Milliseconds since 1970. */
  startedAt: number;
  isWebSocket: boolean;
}

/** Times in an exchange by the recorder's monotonic clock, milliseconds. */
export interface ExchangeTimes {
  started: number;
  bodyReceived?: number;
  headersSent?: number;
  responseSent?: number;
}

export interface ResponseRecord {
  status: number;
  statusText: string;
  headers: RawHeaders;
  /** Bytes of the whole body. */
  size: number;
  /** The body, or its first bytes. */
  content: { text: string; encoding?: 'base64' };
  contentCut: boolean;
}

/** An exchange, open or ended. Its body is in `body` while it arrives, and only in `postData` afterwards. */
export interface ExchangeRecord {
  id: string;
  head: RequestHead | undefined;
  body: BodyBuffer;
  /** True once the body is complete or will not continue. */
  requestEnded: boolean;
  postData: HarPostData | undefined;
  bodySize: number;
  trailers: RawHeaders;
  times: ExchangeTimes;
  response: ResponseRecord | undefined;
  responder: string;
  aborted: string | undefined;
  messages: HarWebSocketMessage[];
  /** A WebSocket that was accepted and not closed: it is open, but has no open request. */
  webSocketOpen: boolean;
  /** True once the exchange has ended and its entry was reported. */
  isOver: boolean;
}
