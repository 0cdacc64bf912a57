import type { Exchange } from '../model/exchange.ts';

/** The method of an exchange that has only messages of a WebSocket, and no request. */
export const MESSAGE_ONLY = 'WEBSOCKET';

/** A value at a place of a message. Numbers are written as they were sent. */
export interface Field {
  /** Part and steps, without positions in lists: `request.body > json:$.events[].page`. */
  path: string;
  value: string | Uint8Array;
  /** Identifies the element of a list that it belongs to, such as an event of a batch: equal elements have the same one. */
  element?: string | undefined;
}

/** A value as text; bytes in hex. */
export function textOf(value: Field['value']): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('hex');
}

/** One thing that left: a request, a message of a WebSocket, or a host name that was looked up. */
export interface Message {
  /** Index of the block. */
  block: number;
  host: string;
  /** The registrable domain of the host, or the host. */
  site: string;
  /** `GET`, `POST`, `WEBSOCKET`, `DNS`, `SNI`. */
  method: string;
  /** Segments of the path of a request. */
  segments: readonly string[];
  fields: readonly Field[];
  /** Bytes of the body or the message. */
  bytes: number;
  /** Milliseconds since the last request to the page's own hosts; undefined where the recording has no times. */
  afterVisitMs: number | undefined;
  /** Milliseconds since the message before it in the block. */
  afterMessageMs: number | undefined;
}

/** What was recorded of one block, in the order of sending. */
export interface RecordedMessages {
  exchanges: readonly TimedExchange[];
  /** Host names that were looked up, or that a connection was opened for, without an exchange. */
  names: readonly { kind: 'dns' | 'sni'; name: string }[];
}

export type TimedExchange = Exchange & { at?: string };
