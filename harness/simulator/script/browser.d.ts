/**
 * What `browser.js` of a simulated browser is given: `export default function (browser) { ... }`.
 * Standard ECMAScript and this object is all there is; no timers, no `import`, no `console`.
 * Times are milliseconds of the handset's clock. Bytes are `Uint8Array`; where bytes are taken, a string means its UTF-8.
 */
export interface Browser {
  /** Handlers run in the order they were given, each awaited; all of an event's together for 5 handset seconds. */
  on(event: BrowserEvent, handler: (event: BrowserEventData) => unknown): void;
  /** A real HTTP request. Rejects with an `Error` named as Android names it, e.g. `SSLHandshakeException`. Redirects are not followed. */
  request(
    options: RequestOptions,
  ): Promise<{ status: number; headers: Record<string, string>; body: Uint8Array }>;
  websocket(
    url: string,
    options?: StreamOptions & { headers?: Record<string, string> },
  ): Promise<BrowserSocket>;
  /** Resolves to the answer if one came within `timeout` (0 by default: does not wait), else to null. */
  datagram(options: {
    host: string;
    port: number;
    body: Bytes;
    family?: 4 | 6;
    uid?: number;
    timeout?: number;
  }): Promise<Uint8Array | null>;
  /** Connects, sends, ends, and resolves to what came back until the other side ended. `platform` goes through CONNECT. */
  tcp(
    options: StreamOptions & { host: string; port: number; body: Bytes; tls?: boolean },
  ): Promise<Uint8Array>;
  /** The address of a name, from the handset's resolver or from a DNS-over-HTTPS server at the URL `doh`. */
  lookup(
    name: string,
    options?: { doh?: string; family?: 4 | 6; uid?: number; network?: 'platform' | 'direct'; trust?: Trust },
  ): Promise<string>;
  /**
   * Runs `run` every so often. `network: 'validated'`: only while the network is validated. `afterExit`: also when the
   * process has gone: the script is then started anew, without a `launch` event, for as long as `run` takes.
   * A forced stop ends the job until the script is started again. Call it at the script's start.
   */
  job(options: { everyMs: number; network?: 'validated' | 'any'; afterExit?: boolean; run: () => unknown }): {
    cancel(): void;
  };
  /** Work done by another installed package, under its UID and with its own storage. Throws if it is not installed. */
  bind(
    packageName: string,
    handler: (message: unknown, service: BoundService) => unknown,
  ): { send(message: unknown): Promise<unknown> };
  /** Starts an isolated process, under a UID that nobody had before. It ends with the app's own. */
  isolate(): { readonly uid: number; request: Browser['request'] };
  /** Survives the process; emptied by `pm clear`. Values are JSON, with `Uint8Array` allowed. */
  readonly storage: BrowserStorage;
  /** The app's settings, the statistics switch among them; survive the process. */
  readonly settings: {
    get(name: string): string | number | boolean | undefined;
    set(name: string, value: string | number | boolean): void;
  };
  readonly identity: {
    /** Of this handset and this signer. */
    readonly androidId: string;
    /** Of this installation; a new one after `pm clear`. */
    readonly uuid: string;
    readonly advertisingId: string;
    readonly model: string;
    readonly region: string;
    readonly account: string | null;
  };
  /** The network as it is now; `proxy` as it was when the process started. */
  readonly network: {
    readonly type: 'WIFI' | 'MOBILE';
    readonly validated: boolean;
    readonly proxy: { readonly host: string; readonly port: number } | null;
    readonly metered: boolean;
  };
  /** Dies with the process; stands still while it is frozen. Returns a function that cancels it. */
  after(ms: number, action: () => unknown): () => void;
  /** The handset's clock, milliseconds since 1970. `Date` does not follow it. */
  now(): number;
  readonly codec: {
    readonly utf8: { encode(text: string): Uint8Array; decode(bytes: Uint8Array): string };
    readonly base64: Codec;
    readonly hex: Codec;
    /** `encode` as `encodeURIComponent`; `decode` back, `+` is left alone. */
    readonly url: { encode(text: string): string; decode(text: string): string };
    readonly gzip: Packer;
    /** zlib's format (RFC 1950). */
    readonly deflate: Packer;
    readonly brotli: Packer;
  };
  readonly crypto: {
    /** `md5`, `sha1`, `sha256`, `sha512`, ... */
    digest(algorithm: string, data: Bytes): Uint8Array;
    hmac(algorithm: string, key: Bytes, data: Bytes): Uint8Array;
    /** `mode`: `cbc`, `ecb` (PKCS#7 padding) or `gcm` (the 16-byte tag follows the text). The key has 16, 24 or 32 bytes. */
    encrypt(options: { mode: 'cbc' | 'ecb' | 'gcm'; key: Bytes; iv?: Bytes; data: Bytes }): Uint8Array;
    decrypt(options: { mode: 'cbc' | 'ecb' | 'gcm'; key: Bytes; iv?: Bytes; data: Bytes }): Uint8Array;
    /** RSA with a public key, PEM or base64 of its SPKI; PKCS#1 v1.5 padding unless `oaep`. */
    rsaEncrypt(publicKey: string, data: Bytes, padding?: 'pkcs1' | 'oaep'): Uint8Array;
    random(bytes: number): Uint8Array;
  };
  log(...values: unknown[]): void;
}

export type Bytes = Uint8Array | string;
export type Trust = 'system' | 'user' | 'chrome-root-store' | 'pinned' | 'none';

export interface StreamOptions {
  /** `platform` (default) obeys the proxy that was set when the process started; `direct` goes around it. */
  network?: 'platform' | 'direct';
  /** `system` by default. */
  trust?: Trust;
  /** The UID that the packets belong to, by default the app's: an isolated process, another user's copy. */
  uid?: number;
  /** The address to connect to instead of asking for the name (`direct` alone). */
  ip?: string;
  family?: 4 | 6;
  /** Handset milliseconds, 10 000 by default; never less than as many real ones, up to three seconds. */
  timeout?: number;
}

export interface RequestOptions extends StreamOptions {
  url: string;
  /** `GET`, or `POST` where there is a body. */
  method?: string;
  headers?: Record<string, string>;
  body?: Bytes;
  /** 1 by default; 2 is offered by ALPN and falls back. Plain `http:` is always 1. */
  http?: 1 | 2;
  /** Instead of the URL's port. */
  port?: number;
  /** A name: requests of one pool share connections to one server. Without it each has its own. */
  pool?: string;
  /** Breaks the upload off after so many bytes of the body; rejects with `InterruptedIOException`. */
  abortAfter?: number;
}

export interface BrowserSocket {
  send(data: Bytes): Promise<void>;
  on(event: 'message', handler: (data: string | Uint8Array) => unknown): void;
  on(event: 'close', handler: (code: number) => unknown): void;
  close(): Promise<void>;
}

export interface BrowserStorage {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  delete(key: string): void;
  keys(): string[];
  clear(): void;
}

/** The other package's side of `bind`: the same words, under its own UID. */
export interface BoundService {
  readonly package: string;
  readonly uid: number;
  readonly storage: BrowserStorage;
  request: Browser['request'];
}

export interface Codec {
  encode(data: Bytes): string;
  decode(text: string): Uint8Array;
}
export interface Packer {
  encode(data: Bytes): Uint8Array;
  decode(data: Uint8Array): Uint8Array;
}

export type BrowserEvent =
  | 'launch'
  | 'consent'
  | 'navigationStart'
  | 'navigationFinish'
  | 'redirect'
  | 'titleChanged'
  | 'pageText'
  | 'formSubmit'
  | 'search'
  | 'keystroke'
  | 'download'
  | 'privateOpened'
  | 'privateClosed'
  | 'tabClosed'
  | 'switchChanged'
  | 'background'
  | 'foreground'
  | 'freeze'
  | 'thaw'
  | 'kill'
  | 'networkChanged'
  | 'update';

/** Present as far as they apply to the event. */
export interface BrowserEventData {
  url?: string;
  title?: string;
  words?: string;
  text?: string;
  answer?: string;
  private?: boolean;
  how?: 'typed' | 'pasted' | 'link' | 'intent' | 'search';
}
