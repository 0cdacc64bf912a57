import type { EventEmitter } from 'node:events';
import type net from 'node:net';

/** A WebSocket of the package ws with internal fields that its types do not declare. */
export interface WebSocketInternals extends EventEmitter {
  _receiver?: EventEmitter & { _bufferedBytes?: unknown; _messageLength?: unknown };
}

/**
 * Counts bytes on a WebSocket that belong to no complete message: the start of a frame, frames of an unfinished message, data
 * after the close frame.
 * @returns a function for the current number of bytes, which is NaN if this version of ws has other internal fields
 */
export function countUnfinishedBytes(
  { _receiver: receiver }: WebSocketInternals,
  socket: net.Socket,
): () => number {
  let closedAt: number | undefined;
  receiver?.once('conclude', () => {
    closedAt = socket.bytesRead;
  });

  return () => {
    const { _bufferedBytes: buffered, _messageLength: message } = receiver ?? {};
    const bytesAfterClose = closedAt === undefined ? 0 : socket.bytesRead - closedAt;

    return typeof buffered === 'number' && typeof message === 'number'
      ? buffered + message + bytesAfterClose
      : Number.NaN;
  };
}
