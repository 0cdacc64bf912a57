import { Duplex } from 'node:stream';

/** What a stream uses of its connection. */
export interface StreamLink {
  /** Sends one WRTE; the next waits until `acknowledged` was called. */
  send(payload: Buffer): void;
  acknowledge(): void;
  close(): void;
  maxPayload: number;
}

/**
 * One stream of an adb connection. One WRTE is in flight at a time; received data is acknowledged when there is room for more.
 * adb has no half-closed streams. `end()` closes both directions once all written data has been acknowledged.
 */
export class AdbStream extends Duplex {
  /** Aborted when the peer closes the stream or the connection ends. */
  readonly hangup: AbortSignal;
  readonly #link: StreamLink;
  readonly #abort = new AbortController();
  #acknowledged: (() => void) | undefined;
  #owesAcknowledgement = false;
  #closed = false;

  constructor(link: StreamLink) {
    super({ autoDestroy: true, emitClose: true });
    this.#link = link;
    this.hangup = this.#abort.signal;
  }

  /** Handles WRTE. */
  receive(payload: Buffer): void {
    if (this.#closed || this.destroyed) return;
    if (this.push(payload)) this.#link.acknowledge();
    else this.#owesAcknowledgement = true;
  }

  /** Handles OKAY. */
  acknowledged(): void {
    const next = this.#acknowledged;
    this.#acknowledged = undefined;
    next?.();
  }

  /** Handles CLSE or the end of the connection: the peer reads no more, but received data can still be read. */
  closedByPeer(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.push(null);
    this.#abort.abort();
    this.acknowledged();
    this.end();
  }

  override _read(): void {
    if (!this.#owesAcknowledgement || this.#closed) return;
    this.#owesAcknowledgement = false;
    this.#link.acknowledge();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const sendFrom = (offset: number): void => {
      if (this.#closed || offset >= chunk.length) return done();
      const end = offset + this.#link.maxPayload;
      this.#acknowledged = () => sendFrom(end);
      this.#link.send(chunk.subarray(offset, end));
    };
    sendFrom(0);
  }

  override _final(done: () => void): void {
    this.#close();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#close();
    this.#abort.abort();
    this.acknowledged();
    done(error);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.push(null);
    this.#link.close();
  }
}
