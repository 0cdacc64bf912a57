import { isIP } from 'node:net';
import type { FileSystem, PacketLog, SocketRecord } from '../device.ts';

const HEADERS = {
  tcp: '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  tcp6: '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  udp: '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
  udp6: '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
};

/** The handset's own addresses on its Wi-Fi. */
const WIFI = { 4: '192.168.1.10', 6: '2001:db8::10' };
const LOOPBACK = { 4: '127.0.0.1', 6: '::1' };

/** `/proc/net/{tcp,tcp6,udp,udp6}`, derived from the sockets of the packet log. Source: Linux net/ipv4/tcp_ipv4.c get_tcp4_sock, udp.c. */
export function provideProcNet(
  files: Pick<FileSystem, 'provide'>,
  packetLog: Pick<PacketLog, 'sockets'>,
): void {
  for (const protocol of ['tcp', 'udp'] as const)
    for (const family of [4, 6] as const) {
      const name = family === 4 ? protocol : (`${protocol}6` as const);
      const rows = () =>
        packetLog
          .sockets()
          .filter((socket) => socket.protocol === protocol && socket.family === family)
          .map((socket, index) => row(socket, index));
      const context = 'u:object_r:proc_net_tcp_udp:s0';
      files.provide(`/proc/net/${name}`, () => `${[HEADERS[name], ...rows()].join('\n')}\n`, {
        mode: 0o444,
        context,
      });
    }
}

function row(socket: SocketRecord, index: number): string {
  const { uid, family, protocol, iface, localPort, remoteAddress, remotePort, closedAt } = socket;
  const local = endpoint((iface === 'lo' ? LOOPBACK : WIFI)[family], localPort, family);
  const remote = endpoint(remoteAddress, remotePort, family);
  // A socket in TIME_WAIT has no owner.
  const waits = closedAt !== undefined;
  const [owner, inode] = waits ? [0, 0] : [uid, 10_000 + localPort];
  const state = waits ? '06' : '01';
  const tail = protocol === 'tcp' ? '1 0000000000000000 20 4 30 10 -1' : '2 0000000000000000 0';

  return `${String(index).padStart(4)}: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 ${String(owner).padStart(5)}        0 ${inode} ${tail}`;
}

/** Addresses are printed as little-endian words: `127.0.0.1:8080` is `0100007F:1F90`. */
function endpoint(address: string, port: number, family: 4 | 6): string {
  const words = family === 4 ? [bytesOf4(address)] : wordsOf6(address);
  const text = words.map((bytes) => Buffer.from(bytes).reverse().toString('hex')).join('');

  return `${text}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}

function bytesOf4(address: string): number[] {
  return (isIP(address) === 4 ? address : '0.0.0.0').split('.').map(Number);
}

function wordsOf6(address: string): number[][] {
  const [head = '', tail] = (isIP(address) === 6 ? address : '::').split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const [before, after] = [groups(head), groups(tail ?? '')];
  const middle =
    tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  const bytes = [...before, ...middle, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16);

    return [value >> 8, value & 0xff];
  });

  return [0, 4, 8, 12].map((at) => bytes.slice(at, at + 4));
}
