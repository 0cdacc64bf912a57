/** A Node zlib decompressor, with the options that zlib and brotli share. */
export type Decompress = (
  bytes: Uint8Array,
  options: { maxOutputLength: number; finishFlush: number; info: true },
) => unknown;

export interface Inflated {
  bytes: Uint8Array;
  /** The data ended correctly, with no bytes after it. */
  complete: boolean;
  /** The output exceeded the limit. */
  cut: boolean;
  /** Bytes of the input that were decompressed. */
  consumed: number;
}

/**
 * Attempts to find the readable prefix of broken data. The first tries all of the input; the other 11
 * locate the end to 1/2,048 of it.
 */
const HALVINGS = 12;

/**
 * Decompresses up to `limit` bytes. Accepts output before an error, before a cut-off end or up to the limit.
 * On an error zlib returns no output, so bisection finds the longest readable prefix.
 * @returns undefined if no byte can be read
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
 * Like `inflate`, for unannounced data, which is rarely compressed. Tries once, accepts a cut-off end and
 * searches no readable prefix unless the output is too large.
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

/** Whether bytes begin like gzip or zlib data. */
export function beginsLikeCompressed(bytes: Uint8Array): boolean {
  return isGzip(bytes) || isZlib(bytes);
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** RFC 1950: deflate with a window of up to 32 KiB, and a valid check of the two header bytes. */
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
  /** Most attempts fail, and a stack trace costs more than the attempt. */
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
