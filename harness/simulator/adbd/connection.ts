import type { Socket } from 'node:net';
import { AdbStream } from './stream.ts';
import {
  MAX_PAYLOAD,
  PacketError,
  VERSION_WITHOUT_CHECKSUMS,
  createPacketReader,
  encodePacket,
  type Command,
  type Packet,
} from './packet.ts';

/** A service of the handset; it is called with the stream that a client opened. */
export type Service = (stream: AdbStream) => void;

/** An adb server's connection to the handset. */
export interface AdbConnection {
  /** Opens a stream to the adb server, e.g. to `tcp:5000`. Rejects with ECONNREFUSED if the server refuses it. */
  open(destination: string): Promise<AdbStream>;
  readonly closed: AbortSignal;
}

export interface ConnectionOptions {
  /** The handset's banner in CNXN, e.g. `device::ro.product.name=x;features=shell_v2`. */
  banner: string;
  /** Finds the service of an OPEN; a rejection closes the stream. */
  openService: (name: string, connection: AdbConnection) => Promise<Service>;
  /** Called when a peer violates the protocol; its connection is closed. */
  onError: (error: Error) => void;
}

/** Serves adb's transport protocol on an accepted socket. There is no AUTH: CNXN is answered with CNXN. */
export function serveConnection(socket: Socket, options: ConnectionOptions): AdbConnection {
  const streams = new Map<number, AdbStream>();
  const opening = new Map<number, { resolve: (remote: number) => void; reject: (error: Error) => void }>();
  const closing = new AbortController();
  let peerVersion = 0;
  let maxPayload = MAX_PAYLOAD;
  let lastId = 0;

  const connection: AdbConnection = { open, closed: closing.signal };
  const read = createPacketReader(() => peerVersion < VERSION_WITHOUT_CHECKSUMS);
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const packet of read(chunk)) handle(packet);
    } catch (error) {
      options.onError(error instanceof Error ? error : new PacketError(String(error)));
      socket.destroy();
    }
  });
  socket.on('error', () => socket.destroy()); // the peer disconnected; 'close' follows and ends the streams
  socket.on('close', () => {
    closing.abort();
    for (const stream of streams.values()) stream.closedByPeer();
    for (const { reject } of opening.values()) reject(refused('the adb connection is closed'));
    streams.clear();
    opening.clear();
  });

  return connection;

  function handle(packet: Packet): void {
    switch (packet.command) {
      case 'CNXN':
        peerVersion = packet.arg0;
        maxPayload = Math.min(MAX_PAYLOAD, packet.arg1);
        send('CNXN', VERSION_WITHOUT_CHECKSUMS, MAX_PAYLOAD, Buffer.from(options.banner));
        break;
      case 'OPEN':
        void accept(packet.arg0, packet.payload.toString('utf8').replace(/\0$/, ''));
        break;
      case 'OKAY':
        okay(packet.arg1, packet.arg0);
        break;
      case 'WRTE':
        if (streams.has(packet.arg1)) streams.get(packet.arg1)?.receive(packet.payload);
        else send('CLSE', packet.arg1, packet.arg0);
        break;
      case 'CLSE':
        closed(packet.arg1);
        break;
      default:
        throw new PacketError(`unexpected ${packet.command}`);
    }
  }

  function send(command: Command, arg0: number, arg1: number, payload: Buffer = Buffer.alloc(0)): void {
    if (!socket.destroyed) socket.write(encodePacket({ command, arg0, arg1, payload }));
  }

  /** Handles OPEN. OKAY is sent before the service gets the stream, so that no WRTE can overtake it. */
  async function accept(remote: number, name: string): Promise<void> {
    let service: Service;
    try {
      service = await options.openService(name, connection);
    } catch {
      // adb has no message for the reason, only CLSE. The service has reported what is not modelled.
      send('CLSE', 0, remote);
      return;
    }
    if (socket.destroyed) return;
    const local = nextId();
    const stream = register(local, remote);
    send('OKAY', local, remote);
    service(stream);
  }

  async function open(destination: string): Promise<AdbStream> {
    if (socket.destroyed) throw refused('the adb connection is closed');
    const local = nextId();

    return await new Promise<AdbStream>((resolve, reject) => {
      opening.set(local, { resolve: (remote) => resolve(register(local, remote)), reject });
      send('OPEN', local, 0, Buffer.from(`${destination}\0`));
    });
  }

  function okay(local: number, remote: number): void {
    const pending = opening.get(local);
    opening.delete(local);
    if (pending !== undefined) pending.resolve(remote);
    else streams.get(local)?.acknowledged();
  }

  function closed(local: number): void {
    const pending = opening.get(local);
    opening.delete(local);
    pending?.reject(refused('the adb server refused the connection'));
    streams.get(local)?.closedByPeer();
    streams.delete(local);
  }

  function register(local: number, remote: number): AdbStream {
    const stream = new AdbStream({
      maxPayload,
      send: (payload) => send('WRTE', local, remote, payload),
      acknowledge: () => send('OKAY', local, remote),
      close: () => {
        streams.delete(local);
        send('CLSE', local, remote);
      },
    });
    streams.set(local, stream);
    stream.on('error', () => stream.destroy()); // its service destroyed it and knows the reason

    return stream;
  }

  function nextId(): number {
    lastId = lastId === 0xffffffff ? 1 : lastId + 1;

    return lastId;
  }
}

function refused(reason: string): Error {
  return Object.assign(new Error(`ECONNREFUSED: ${reason}`), { code: 'ECONNREFUSED' });
}
