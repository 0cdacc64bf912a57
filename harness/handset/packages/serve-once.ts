import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file that can be downloaded once. */
export interface OneTimeUrl {
  /** A URL on 127.0.0.1 with 128 random bits in its path. */
  url: string;
  /** Whether a download has begun. */
  isFetched(): boolean;
  close(): Promise<void>;
}

/** Serves a file to the first GET of a random path on 127.0.0.1, and nothing else. */
export async function serveOnce(file: string): Promise<OneTimeUrl> {
  const { size } = await stat(file);
  const path = `/${randomBytes(16).toString('hex')}.apk`;
  let isFetched = false;
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== path || isFetched) {
      response.writeHead(404).end();
      return;
    }
    isFetched = true;
    server.close();
    response.writeHead(200, {
      'content-type': 'application/vnd.android.package-archive',
      'content-length': size,
      connection: 'close',
    });
    const source = createReadStream(file);
    // The client gets fewer bytes than `content-length` announces, so its download fails.
    source.on('error', () => response.destroy());
    source.pipe(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}${path}`,
    isFetched: () => isFetched,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
