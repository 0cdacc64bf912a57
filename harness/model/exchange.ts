/** What the detector reads of one HAR entry: everything that left, as bytes. Pure data; `evidence/` makes it from HAR. */
export interface Exchange {
  /** The entry's index in `log.entries`, counted on across files in the order given. */
  index: number;
  method: string;
  /** The full request URL, as the recorder saw it. */
  url: string;
  /** Who got it: the host of the URL, or another one that its connection was opened for; lower case, without port. */
  host: string;
  /** The host or address that its connection was opened for, where the URL names another: that is no visit to the URL's host. */
  via?: string;
  /** Names as sent; order and repetition kept. */
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  body: Uint8Array;
  trailers: ReadonlyArray<readonly [name: string, value: string]>;
  /**
   * Messages of a WebSocket that the client sent, in order; `index` is the position among all messages of the entry, `at`
   * when it was sent (ISO 8601, UTC), where the recording says so.
   */
  messages: ReadonlyArray<{ index: number; data: Uint8Array; at?: string }>;
  /** What left and the recording does not hold, or not as it was; nothing is known of it but this. */
  lost?: readonly Lost[];
}

/** A part of an exchange that was not kept, or not as it was sent. */
export interface Lost {
  /** As parts are named: `request.body`, `websocket[3]`. */
  part: string;
  /** How many bytes it had, as far as the recording tells; else 0. */
  bytes: number;
  why: string;
}
