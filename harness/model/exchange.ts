/**
 * What the detector reads of one HAR entry: everything that was sent, as bytes. Pure data; `evidence/` makes it from
 * a HAR.
 */
export interface Exchange {
  /** The entry's index in `log.entries`, counted across files in the order given. */
  index: number;
  method: string;
  /** The full request URL, as the recorder saw it. */
  url: string;
  /**
   * Who received it: the host that the connection was opened for, or the URL's host. If the URL has an IP address, the host
   * of the Host header. Lower case, without port.
   */
  host: string;
  /**
   * The host or address that the connection was opened for, where the URL names another host. Such a request is no
   * visit to the URL's host.
   */
  via?: string;
  /** Only the Host header names `host`: the connection was opened for the address in `via`. */
  byHostHeader?: true;
  /** Names as sent; order and repetition kept. */
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  body: Uint8Array;
  trailers: ReadonlyArray<readonly [name: string, value: string]>;
  /**
   * WebSocket messages that the client sent, in order. `index` counts all messages of the entry; `at` is when it was sent
   * (ISO 8601, UTC), where the recording has it.
   */
  messages: ReadonlyArray<{ index: number; data: Uint8Array; at?: string }>;
  /** What was sent but is missing or altered in the recording. */
  lost?: readonly Lost[];
}

/** A part of an exchange that is missing or altered in the recording. */
export interface Lost {
  /** The name of the part: `request.body`, `websocket[3]`. */
  part: string;
  /** Its size in bytes, or 0 where the recording does not give it. */
  bytes: number;
  why: string;
}
