/**
 * The `browser` object of a simulated browser's `browser.js`: `export default function (browser) { ... }`.
 * The script has standard ECMAScript and this object; no timers, no `import`, no `console`.
 * Times are milliseconds of the handset's clock. Bytes are `Uint8Array`; a string in their place means its UTF-8 bytes.
 */
export interface Browser {
  /** Handlers run in the order in which they were added. Each is awaited, all of an event together for 5 handset seconds. */
  on(event: BrowserEvent, handler: (event: BrowserEventData) => unknown): void;
  /** Sends a real HTTP request. Rejects with an `Error` with Android's name, e.g. `SSLHandshakeException`. Does not follow redirects. */
  request(
    options: RequestOptions,
  ): Promise<{ status: number; headers: Record<string, string>; body: Uint8Array }>;
  websocket(
    url: string,
    options?: StreamOptions & { headers?: Record<string, string> },
  ): Promise<BrowserSocket>;
  /** Resolves to the answer, or to null after `timeout` (0 by default: does not wait). */
  datagram(options: {
    host: string;
    port: number;
    body: Bytes;
    family?: 4 | 6;
    uid?: number;
    timeout?: number;
  }): Promise<Uint8Array | null>;
  /** Connects, sends, closes its side, and resolves to everything that the server sends. `platform` uses CONNECT. */
  tcp(
    options: StreamOptions & { host: string; port: number; body: Bytes; tls?: boolean },
  ): Promise<Uint8Array>;
  /** Resolves a name with the handset's resolver or a DNS-over-HTTPS server at the URL `doh`. */
  lookup(
    name: string,
    options?: { doh?: string; family?: 4 | 6; uid?: number; network?: 'platform' | 'direct'; trust?: Trust },
  ): Promise<string>;
  /**
   * Runs `run` at an interval. `network: 'validated'`: only while the network is validated. `afterExit`: also after the
   * process has ended. The script is then started without a `launch` event, until `run` has finished.
   * `scheduler: 'work-manager'`: a library schedules it, which does nothing if the job is forced before it is due. A forced stop
   * cancels the job until the script is started again. Call this when the script starts.
   */
  job(options: {
    everyMs: number;
    network?: 'validated' | 'any';
    afterExit?: boolean;
    scheduler?: 'platform' | 'work-manager';
    run: () => unknown;
  }): { cancel(): void };
  /** A system property, such as `debug.firebase.analytics.app`; empty if it is not set. */
  property(name: string): string;
  /** Lets another installed package work, under its UID and with its own storage. Throws if it is not installed. */
  bind(
    packageName: string,
    handler: (message: unknown, service: BoundService) => unknown,
  ): { send(message: unknown): Promise<unknown> };
  /** Starts an isolated process under a new UID. It ends with the app's process. */
  isolate(): { readonly uid: number; request: Browser['request'] };
  /** Storage that survives the process; `pm clear` empties it. Values are JSON or `Uint8Array`s. */
  readonly storage: BrowserStorage;
  /** The app's settings, including the statistics switch; they survive the process. */
  readonly settings: {
    get(name: string): string | number | boolean | undefined;
    set(name: string, value: string | number | boolean): void;
  };
  readonly identity: {
    /** Specific to this handset and signer. */
    readonly androidId: string;
    /** Specific to this installation; replaced by `pm clear`. */
    readonly uuid: string;
    readonly advertisingId: string;
    readonly model: string;
    readonly region: string;
    readonly account: string | null;
  };
  /** The current network; `proxy` is the proxy at the start of the process. */
  readonly network: {
    readonly type: 'WIFI' | 'MOBILE';
    readonly validated: boolean;
    readonly proxy: { readonly host: string; readonly port: number } | null;
    readonly metered: boolean;
  };
  /** Runs an action later. The timer ends with the process and pauses while it is frozen. Returns a function that cancels it. */
  after(ms: number, action: () => unknown): () => void;
  /** The handset's time, milliseconds since 1970. `Date` has another clock. */
  now(): number;
  readonly codec: {
    readonly utf8: { encode(text: string): Uint8Array; decode(bytes: Uint8Array): string };
    readonly base64: Codec;
    readonly hex: Codec;
    /** `encode` as `encodeURIComponent`; `decode` reverses it and leaves `+` unchanged. */
    readonly url: { encode(text: string): string; decode(text: string): string };
    readonly gzip: Packer;
    /** The zlib format (RFC 1950). */
    readonly deflate: Packer;
    readonly brotli: Packer;
  };
  readonly crypto: {
    /** `md5`, `sha1`, `sha256`, `sha512`, ... */
    digest(algorithm: string, data: Bytes): Uint8Array;
    hmac(algorithm: string, key: Bytes, data: Bytes): Uint8Array;
    /** `mode`: `cbc`, `ecb` (PKCS#7 padding) or `gcm` (followed by the 16-byte tag). The key has 16, 24 or 32 bytes. */
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
  /** `platform` (default) uses the proxy that was set when the process started; `direct` bypasses it. */
  network?: 'platform' | 'direct';
  /** `system` by default. */
  trust?: Trust;
  /** The UID of the packets; by default the app's. For an isolated process or another user's copy. */
  uid?: number;
  /** The address to connect to, without resolving the name (`direct` only). */
  ip?: string;
  family?: 4 | 6;
  /** Handset milliseconds, 10 000 by default; at least the same number of real milliseconds, up to 3 real seconds. */
  timeout?: number;
}

export interface RequestOptions extends StreamOptions {
  url: string;
  /** `GET` by default, or `POST` with a body. */
  method?: string;
  headers?: Record<string, string>;
  body?: Bytes;
  /** 1 by default; 2 is offered in ALPN and falls back to 1. Plain `http:` is always 1. */
  http?: 1 | 2;
  /** Instead of the URL's port. */
  port?: number;
  /** Requests with the same pool name share connections to a server. Without it, each opens its own. */
  pool?: string;
  /** Aborts the upload after this number of bytes of the body; rejects with `InterruptedIOException`. */
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

/** The other package in `bind`: the same methods, under its own UID. */
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

/** Only the properties that apply to the event are present. */
export interface BrowserEventData {
  url?: string;
  title?: string;
  words?: string;
  text?: string;
  answer?: string;
  private?: boolean;
  how?: 'typed' | 'pasted' | 'link' | 'intent' | 'search';
}
