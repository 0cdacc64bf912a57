/** A decompressor of Node's zlib, by the options that both families share. */
export type Decompress = (
  bytes: Uint8Array,
  options: { maxOutputLength: number; finishFlush: number; info: true },
) => unknown;

export interface Inflated {
  bytes: Uint8Array;
  /** It ended as such data ends, with nothing behind it. */
  complete: boolean;
  /** There was more than the limit. */
  cut: boolean;
  /** Bytes of the input that were read as such data. */
  consumed: number;
}

/** Tries for finding how far broken data can be read: the first 4,096th part that fails is lost, no more. */
const HALVINGS = 12;

/**
 * Decompresses up to `limit` bytes. What can be read before an error, the end of cut-off data or the limit counts.
 * zlib gives nothing at all where it stumbles, so the longest readable beginning is looked for by halving.
 * @returns undefined where not a byte can be read
 */
export function inflate(
  bytes: Uint8Array,
  decompress: Decompress,
  flush: { finish: number; sync: number },
  limit: number,
): Inflated | undefined {
  if (limit <= 0 || bytes.length === 0) return undefined;
  const whole = attempt(bytes, decompress, flush.finish, limit);
  if (whole.kind === 'read')
    return {
      bytes: whole.bytes,
      complete: whole.consumed >= bytes.length,
      cut: false,
      consumed: whole.consumed,
    };

  let good: Uint8Array | undefined;
  let readable = 0;
  let failing = bytes.length + 1;
  let cut = whole.kind === 'too-large';
  for (let halving = 0; halving < HALVINGS && failing - readable > 1; halving++) {
    const middle = halving === 0 ? bytes.length : Math.floor((readable + failing) / 2);
    const part = attempt(bytes.subarray(0, middle), decompress, flush.sync, limit);
    if (part.kind === 'read') {
      good = part.bytes;
      readable = middle;
    } else {
      failing = middle;
      cut ||= part.kind === 'too-large';
    }
  }

  return good && good.length > 0 ? { bytes: good, complete: false, cut, consumed: readable } : undefined;
}

/**
 * The same for data that nothing announced, which is mostly no such data at all: one try, that a cut-off end may pass, and
 * no search for a readable beginning.
 */
export function inflateUnannounced(
  bytes: Uint8Array,
  decompress: Decompress,
  flush: { finish: number; sync: number },
  limit: number,
): Inflated | undefined {
  if (limit <= 0) return undefined;
  const part = attempt(bytes, decompress, flush.sync, limit);
  if (part.kind === 'too-large') return inflate(bytes, decompress, flush, limit);
  if (part.kind === 'broken' || part.bytes.length === 0) return undefined;
  const whole = attempt(bytes, decompress, flush.finish, limit);
  const complete = whole.kind === 'read' && whole.consumed >= bytes.length;

  return { bytes: part.bytes, complete, cut: false, consumed: part.consumed };
}

/** Whether bytes begin as gzip or zlib data do. */
export function beginsLikeCompressed(bytes: Uint8Array): boolean {
  return isGzip(bytes) || isZlib(bytes);
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** RFC 1950: deflate with a window of up to 32 KiB, and a check of the two header bytes. */
export function isZlib(bytes: Uint8Array): boolean {
  const method = bytes[0] ?? 0;
  const flags = bytes[1] ?? 0;

  return (
    (method & 0x0f) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0 && (flags & 0x20) === 0
  );
}

type Attempt =
  | { kind: 'read'; bytes: Uint8Array; consumed: number }
  | { kind: 'too-large' }
  | { kind: 'broken' };

function attempt(bytes: Uint8Array, decompress: Decompress, finishFlush: number, limit: number): Attempt {
  /** Most tries fail, and nobody reads where: the trace would cost more than the try. */
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const { buffer, engine } = decompress(bytes, { maxOutputLength: limit, finishFlush, info: true }) as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };

    return { kind: 'read', bytes: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    return {
      kind: (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken',
    };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
