import type { Duplex } from 'node:stream';
import type { AdbStream } from './stream.ts';

/**
 * Carries bytes both ways between a stream of adb and a connection on the handset. adb closes both directions at once, so the
 * end of either direction is the end of the tunnel, as soon as what was sent has arrived.
 */
export function joinStreams(stream: AdbStream, connection: Duplex): void {
  stream.pipe(connection, { end: false });
  stream.on('end', () => connection.end(() => connection.destroy()));
  stream.on('close', () => {
    if (!stream.readableEnded) connection.destroy();
  });

  connection.pipe(stream, { end: false });
  connection.on('end', () => stream.end());
  connection.on('close', () => stream.end());
  connection.on('error', () => stream.end()); // the app's side broke off: to adb that is an end like any other
}
