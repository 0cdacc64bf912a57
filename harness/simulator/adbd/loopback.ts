import { Duplex } from 'node:stream';

/**
 * Creates both ends of a connection over the handset's loopback. Each direction ends separately, as in TCP. Destroying an end
 * closes both directions, and data that the other end still writes is discarded.
 */
export function createLoopbackPair(): [Duplex, Duplex] {
  const first = new LoopbackEnd();
  const second = new LoopbackEnd();
  first.connect(second);
  second.connect(first);

  return [first, second];
}

class LoopbackEnd extends Duplex {
  #peer: LoopbackEnd | undefined;
  #wantsMore: (() => void) | undefined;
  #ended = false;

  constructor() {
    super({ allowHalfOpen: true });
    this.on('error', () => undefined); // the owner of this end destroyed it and knows the reason; the peer sees an end
  }

  connect(peer: LoopbackEnd): void {
    this.#peer = peer;
  }

  override _read(): void {
    const next = this.#wantsMore;
    this.#wantsMore = undefined;
    next?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#peer === undefined || this.#peer.#ended) done();
    else this.#peer.#receive(chunk, done);
  }

  override _final(done: () => void): void {
    if (this.#peer !== undefined) this.#peer.#end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#ended = true;
    this._read();
    if (this.#peer !== undefined) this.#peer.#end();
    this.#peer?.end();
    done(error);
  }

  /** `done` is called when this end has room for more. */
  #receive(chunk: Buffer, done: () => void): void {
    if (this.push(chunk)) done();
    else this.#wantsMore = done;
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this._read();
    this.push(null);
  }
}
