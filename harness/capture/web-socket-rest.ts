import type { EventEmitter } from 'node:events';
import type net from 'node:net';

/** A WebSocket of package ws, with what it holds back; neither has a public name. */
export interface WebSocketInside extends EventEmitter {
  _receiver?: EventEmitter & { _bufferedBytes?: unknown; _messageLength?: unknown };
}

/**
 * Watches what comes over a WebSocket and is no message, or none yet: the beginning of a frame, frames of a message that does
 * not end, what stands behind its closing.
 * @returns how many bytes that are now; NaN where this ws does not tell
 */
export function watchRest({ _receiver: receiver }: WebSocketInside, socket: net.Socket): () => number {
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
