import { createReadStream } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Journal } from '../journal/journal.ts';
import { readTunnels } from '../journal/changes/tunnel.ts';
import type { Phone } from '../phone.ts';

/** A file that was sent to the phone. */
export interface SentFile {
  /** Its path on the phone. */
  path: string;
  /** Removes it, and the tunnel that it came through. */
  remove(): Promise<void>;
}

const SEND_MS = 600_000;
const FOLDER = '/data/local/tmp';
/** The first port on the phone to try. */
const FIRST_PORT = 18_070;

/**
 * Sends a file to the phone through a reverse tunnel and `nc`, and compares its digest there: `mobile: pushFile` holds the whole
 * file in memory, and announces it to every app (appium-android-driver 14, lib/commands/file-actions.ts).
 */
export async function sendFile(
  phone: Phone,
  journal: Journal,
  { file, sha256 }: { file: string; sha256: string },
): Promise<SentFile> {
  const path = `${FOLDER}/leakgate-${sha256.slice(0, 16)}.apk`;
  const server = await serve(file);
  // A TCP server that listens has an address with a port.
  const { port: hostPort } = server.address() as AddressInfo;
  const taken = await readTunnels(phone);
  let devicePort = FIRST_PORT;
  while (taken.has(devicePort)) devicePort++;
  const changes = await journal.makeAll(
    [
      { kind: 'tunnel', change: { devicePort, hostPort } },
      { kind: 'file', change: { path } },
    ],
    async () => void (await phone.adb(['reverse', `tcp:${devicePort}`, `tcp:${hostPort}`])),
  );
  const remove = async (): Promise<void> => {
    server.close();
    for (const change of changes.toReversed()) await journal.undo(change);
  };
  try {
    // adb closes a connection as soon as one side has sent everything, so nc's standard input stays open.
    const raw = `nc 127.0.0.1 ${devicePort} > ${path} && sha256sum ${path}`;
    const digest = (await phone.shell({ raw }, { timeoutMs: SEND_MS })).slice(0, 64);
    if (digest !== sha256)
      throw new Error(`${file} did not arrive on ${phone.serial}: SHA-256 ${digest}, not ${sha256}`);

    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Sends the file to each client that connects. */
async function serve(file: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const source = createReadStream(file);
    // The client gets fewer bytes, and their digest differs.
    source.on('error', () => socket.destroy());
    socket.on('error', () => source.destroy());
    source.pipe(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return server;
}
