import type { Duplex } from 'node:stream';
import type { AdbStream } from './stream.ts';

/**
 * Forwards bytes both ways between an adb stream and a connection on the handset. The tunnel ends with either direction, once
 * sent data has arrived, as adb closes both directions at once.
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
  connection.on('error', () => stream.end()); // the app reset the connection: adb sees a normal end
}
