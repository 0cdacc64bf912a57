import type { HarPostData, HarWebSocketMessage } from '../model/har.ts';
import type { BodyBuffer } from './body.ts';
import type { RawHeaders } from './har-headers.ts';

/** The head of a request, as the recorder saw it begin. */
export interface RequestHead {
  method: string;
  url: string;
  httpVersion: string;
  headers: RawHeaders;
  clientPort: number | undefined;
  /** Who owns the client's socket, where that is known. */
  uid: number | undefined;
  /** The host that its connection was opened for, where the request itself names another: it is who got it. */
  via: string | undefined;
  /** Milliseconds since 1970. */
  startedAt: number;
  isWebSocket: boolean;
}

/** Moments of an exchange on the recorder's monotonic clock, milliseconds. */
export interface Moments {
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
  /** The body, or its head. */
  content: { text: string; encoding?: 'base64' };
  contentCut: boolean;
}

/** One exchange under way or over. Its body is in `body` while it comes, and in `postData` alone once it ended. */
export interface ExchangeRecord {
  id: string;
  head: RequestHead | undefined;
  body: BodyBuffer;
  /** True once the body is complete or will get no more. */
  requestEnded: boolean;
  postData: HarPostData | undefined;
  bodySize: number;
  trailers: RawHeaders;
  moments: Moments;
  response: ResponseRecord | undefined;
  responder: string;
  aborted: string | undefined;
  messages: HarWebSocketMessage[];
  /** A WebSocket that was accepted and not closed: open, but no request under way. */
  webSocketOpen: boolean;
  /** True once nothing more is expected. */
  over: boolean;
}
