import type { EventEmitter } from 'node:events';
import type net from 'node:net';

/** A WebSocket of package ws with its internal buffers; neither has a public name. */
export interface WebSocketInside extends EventEmitter {
  _receiver?: EventEmitter & { _bufferedBytes?: unknown; _messageLength?: unknown };
}

/**
 * Counts bytes on a WebSocket that belong to no complete message: the start of a frame, frames of an unfinished message, data
 * after the close frame.
 * @returns the current number of bytes; NaN where this version of ws does not show it
 */
export function watchUnfinishedBytes(
  { _receiver: receiver }: WebSocketInside,
  socket: net.Socket,
): () => number {
  let closedAt: number | undefined;
  receiver?.once('conclude', () => {
    closedAt = socket.bytesRead;
  });

  return () => {
    const { _bufferedBytes: buffered, _messageLength: message } = receiver ?? {};
    const behind = closedAt === undefined ? 0 : socket.bytesRead - closedAt;

    return typeof buffered === 'number' && typeof message === 'number'
      ? buffered + message + behind
      : Number.NaN;
  };
}
