/** The handset's packet counters; all derive from the packet log. */
export const packetCounters = ['iptables', 'netstats', 'proc-net'] as const;
export type PacketCounter = (typeof packetCounters)[number];

export interface PacketRecord {
  at: number;
  /** The owner of the socket, which iptables' owner match sees. */
  uid: number;
  /** The UID that `netstats` charges, where it is not the owner: netd sends DNS queries for apps. */
  chargedTo?: number;
  iface: 'lo' | 'wlan0';
  /** The interface that it was routed to before the nat table redirected it to `lo`; undefined if the table did not change it. */
  ifaceBefore?: 'wlan0';
  family: 4 | 6;
  protocol: 'tcp' | 'udp';
  direction: 'out' | 'in';
  remoteAddress: string;
  remotePort: number;
  /** The port of the handset's loopback to which the nat table redirected it. */
  redirectedTo?: number;
  /** The filter table refused it in OUTPUT, so it never left the handset. */
  refused?: true;
  /** The first packet of its connection. */
  opens?: boolean;
  /** Android's firewall dropped it after iptables had counted it: it never left, and netd does not count it. */
  dropped?: true;
  packets: number;
  bytes: number;
}

/** Every packet of the handset's sockets: of apps, of netd and of the shell. Everything that the handset reports about its traffic derives from it. */
export interface PacketLog {
  record(packet: Omit<PacketRecord, 'at'>): void;
  /** All records from the given position on. */
  since(position: number): readonly PacketRecord[];
  /** The position after the last record. */
  position(): number;
  /** Adds a socket of an app; it is open until it is closed. */
  open(flow: SocketFlow): OpenSocket;
  /** Open sockets, and TCP sockets in TIME_WAIT. */
  sockets(): readonly SocketRecord[];
}

/** What is the same for all packets of a socket. */
export type SocketFlow = Pick<
  PacketRecord,
  'uid' | 'iface' | 'family' | 'protocol' | 'remoteAddress' | 'remotePort'
>;

export interface OpenSocket {
  /** Records that a packet with payload was sent or received. */
  carried(direction: PacketRecord['direction']): void;
  close(): void;
}

export interface SocketRecord extends SocketFlow {
  localPort: number;
  closedAt: number | undefined;
  /** The direction of its last payload; undefined before the first. */
  lastPayload: PacketRecord['direction'] | undefined;
  /** When that was, or when the socket was opened; real milliseconds of `performance.now()`. */
  lastUsedAt: number;
}
