import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface LoopbackServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A TCP server on 127.0.0.1, on a free port. A connection whose `serve` rejects is destroyed; `close` destroys all. */
export async function startLoopbackServer(serve: (client: Socket) => Promise<void>): Promise<LoopbackServer> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    serve(client).catch(() => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    port,
    async close() {
      for (const client of open) client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The next chunk that a client sends; the socket is paused afterwards. Rejects where the client hangs up first. */
export function readChunk(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      socket.removeListener('data', take);
      socket.removeListener('close', fail);
      socket.removeListener('end', fail);
      act();
    };
    const take = (chunk: Buffer) => {
      socket.pause();
      settle(() => resolve(chunk));
    };
    const fail = () => settle(() => reject(new Error('the web engine closed the connection')));
    socket.once('data', take).once('close', fail).once('end', fail).resume();
  });
}
