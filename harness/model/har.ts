import type { Entry, Har } from 'har-format';
import type { DirectPort } from './direct-port.ts';

/** A HAR 1.2 entry with Chrome's WebSocket messages and Leakgate's own fields under `_leakgate`. */
export interface HarEntry extends Omit<Entry, 'request'> {
  request: Omit<Entry['request'], 'postData'> & {
    postData?: HarPostData;
    _trailers?: { name: string; value: string }[];
  };
  _webSocketMessages?: HarWebSocketMessage[];
  _leakgate?: HarMarks;
}

/** A request body, with `encoding: "base64"` if it is not text (`_encoding` is read too). */
export interface HarPostData {
  mimeType: string;
  text: string;
  params?: { name: string; value?: string }[];
  encoding?: 'base64';
  _encoding?: 'base64';
}

/** A WebSocket message as Chrome writes it: `data` is base64 if `opcode` is 2. `time` is in seconds since 1970. */
export interface HarWebSocketMessage {
  type: 'send' | 'receive';
  time: number;
  opcode: number;
  data: string;
}

export interface HarMarks {
  /** The responder that answered. */
  responder: string;
  /** The simulated handset's stand-in engine sent this for itself. */
  standInEngine?: true;
  /** The package that sent this, where it is known not to be the browser. */
  otherApp?: string;
  /** The UID that owns the socket, where the redirect shows it: each watched UID has its own listener. */
  uid?: number;
  /**
   * The host that the connection was opened for, where the request names another: a vendor's proxy, or an IP address.
   */
  via?: string;
  /**
   * The app ignored the proxy setting and connected to this port; the phone's nat table redirected the connection. Only the app
   * named the host, in the TLS hello or in the Host header: the address that it connected to is unknown.
   */
  redirected?: DirectPort;
  /** The case during which this was recorded, where that is not the case of this folder. */
  recordedIn?: string;
  /** The request or its response ended early. */
  aborted?: string;
  /** HTTP version that the client used. */
  http: '1.0' | '1.1' | '2';
}

export interface HarLog extends Omit<Har, 'log'> {
  log: Omit<Har['log'], 'entries'> & { entries: HarEntry[] };
}
