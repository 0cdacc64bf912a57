import type { Readable, Writable } from 'node:stream';
import * as z from 'zod';

/** An event of the Chrome DevTools Protocol; `sessionId` is empty for the browser's own. */
export interface CdpEvent {
  sessionId: string;
  method: string;
  params: unknown;
}

/** A Chrome DevTools Protocol connection over Chromium's own pipe. */
export interface Cdp {
  /** Rejects with a {@link CdpError} where Chromium refuses or has ended. */
  send(method: string, params?: object, sessionId?: string): Promise<unknown>;
  onEvent(listener: (event: CdpEvent) => void): void;
  close(): void;
}

export class CdpError extends Error {
  override readonly name = 'CdpError';
}

const messageSchema = z.object({
  id: z.number().optional(),
  sessionId: z.string().default(''),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string(), data: z.string().optional() }).optional(),
});

interface Pending {
  method: string;
  resolve(result: unknown): void;
  reject(error: CdpError): void;
}

/** Messages are JSON, each ended by a zero byte. */
export function connectCdp(pipe: { input: Writable; output: Readable }): Cdp {
  const pending = new Map<number, Pending>();
  const listeners: ((event: CdpEvent) => void)[] = [];
  let lastId = 0;
  let closed = false;
  let incomplete: Buffer[] = [];

  function receive(text: string): void {
    const message = messageSchema.parse(JSON.parse(text));
    if (message.id === undefined) {
      const event = { sessionId: message.sessionId, method: message.method ?? '', params: message.params };
      for (const listener of listeners) listener(event);
      return;
    }
    const command = pending.get(message.id);
    pending.delete(message.id);
    if (message.error) command?.reject(new CdpError(`${command.method}: ${message.error.message}`));
    else command?.resolve(message.result);
  }

  function close(): void {
    closed = true;
    for (const command of pending.values())
      command.reject(new CdpError(`${command.method} failed: the web engine has ended`));
    pending.clear();
    pipe.input.destroy();
  }

  pipe.output.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(0, from); end >= 0; end = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...incomplete, chunk.subarray(from, end)]).toString();
      incomplete = [];
      from = end + 1;
      receive(text);
    }
    if (from < chunk.length) incomplete.push(chunk.subarray(from));
  });
  pipe.output.on('close', close);
  pipe.input.on('error', close);

  return {
    send(method, params = {}, sessionId = '') {
      if (closed) return Promise.reject(new CdpError(`${method}: the web engine has ended`));
      const id = ++lastId;
      const message = { id, method, params, ...(sessionId === '' ? {} : { sessionId }) };

      return new Promise((resolve, reject) => {
        pending.set(id, { method, resolve, reject });
        pipe.input.write(`${JSON.stringify(message)}\0`);
      });
    },
    onEvent: (listener) => void listeners.push(listener),
    close,
  };
}
