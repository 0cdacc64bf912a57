import type { Clock, PacketLog, PacketRecord, SocketRecord } from '../device.ts';

/** Linux's range of ephemeral ports (net.ipv4.ip_local_port_range). */
const LOCAL_PORTS = { first: 32_768, last: 60_999 };

/** How long a closed TCP connection stays in TIME_WAIT, milliseconds (Linux TCP_TIMEWAIT_LEN). */
const TIME_WAIT_MS = 60_000;

/** The one list of packets and sockets from which netstats, `/proc/net` and the iptables counters derive. */
export function createPacketLog(clock: Pick<Clock, 'now'>): PacketLog {
  const records: PacketRecord[] = [];
  let sockets: SocketRecord[] = [];
  let lastPort = LOCAL_PORTS.first - 1;

  return {
    record(packet) {
      if (!(packet.packets > 0) || packet.bytes < 0) {
        throw new RangeError(
          `a packet record needs at least one packet and 0 or more bytes; this one is ${JSON.stringify(packet)}`,
        );
      }
      records.push(Object.freeze({ at: clock.now(), ...packet }));
    },
    since: (position) => records.slice(position),
    position: () => records.length,

    open(flow) {
      lastPort = lastPort >= LOCAL_PORTS.last ? LOCAL_PORTS.first : lastPort + 1;
      const socket: SocketRecord = {
        ...flow,
        localPort: lastPort,
        closedAt: undefined,
        lastPayload: undefined,
        lastUsedAt: performance.now(),
      };
      sockets.push(socket);

      return {
        carried(direction) {
          socket.lastPayload = direction;
          socket.lastUsedAt = performance.now();
        },
        close() {
          socket.closedAt ??= clock.now();
        },
      };
    },
    sockets() {
      const oldest = clock.now() - TIME_WAIT_MS;
      sockets = sockets.filter(
        ({ protocol, closedAt }) => closedAt === undefined || (protocol === 'tcp' && closedAt > oldest),
      );

      return sockets;
    },
  };
}
