import type { Entry, Har } from 'har-format';

/** A HAR 1.2 entry with Chrome's WebSocket messages and what only Leakgate knows, under `_leakgate`. */
export interface HarEntry extends Omit<Entry, 'request'> {
  request: Omit<Entry['request'], 'postData'> & {
    postData?: HarPostData;
    _trailers?: { name: string; value: string }[];
  };
  _webSocketMessages?: HarWebSocketMessage[];
  _leakgate?: HarMarks;
}

/** `encoding: "base64"` where the body is not text (`_encoding` is read too). */
export interface HarPostData {
  mimeType: string;
  text: string;
  params?: { name: string; value?: string }[];
  encoding?: 'base64';
  _encoding?: 'base64';
}

/** As Chrome writes them: `data` is base64 where `opcode` is 2. `time` in seconds since 1970. */
export interface HarWebSocketMessage {
  type: 'send' | 'receive';
  time: number;
  opcode: number;
  data: string;
}

export interface HarMarks {
  /** Which responder answered. */
  responder: string;
  /** The stand-in web engine of a simulated handset sent this by itself. */
  standInEngine?: true;
  /** The package that sent this, where it is known not to be the browser. */
  otherApp?: string;
  /** Who owns the socket that this came over, where the way to the recorder tells: one listener for each watched UID. */
  uid?: number;
  /** The host that the connection was opened for, where the request itself names another: a proxy of the vendor's, an address. */
  via?: string;
  /** The case during which this was recorded, where that is not the case whose folder it lies in. */
  recordedIn?: string;
  /** The request or its answer ended early. */
  aborted?: string;
  /** HTTP version as spoken by the client. */
  http: '1.0' | '1.1' | '2';
}

export interface HarLog extends Omit<Har, 'log'> {
  log: Omit<Har['log'], 'entries'> & { entries: HarEntry[] };
}
