// What the handset knows of its traffic: the packets of its one ledger, and the accounts that are made of them.

/** What a handset tells of its traffic by: each is made of the packet ledger. */
export const accounts = ['iptables', 'netstats', 'proc-net'] as const;
export type Account = (typeof accounts)[number];

export interface PacketRecord {
  at: number;
  /** Who owns the socket: what iptables' owner match sees. */
  uid: number;
  /** Whom the traffic is charged to in `netstats`, where that is not the owner: netd asks DNS questions for apps. */
  chargedTo?: number;
  iface: 'lo' | 'wlan0';
  family: 4 | 6;
  protocol: 'tcp' | 'udp';
  direction: 'out' | 'in';
  remoteAddress: string;
  remotePort: number;
  /** Where the nat table led it instead; a port of the handset's loopback. */
  redirectedTo?: number;
  /** The first packet of its connection. */
  opens?: boolean;
  packets: number;
  bytes: number;
}

/** Every packet of the handset's apps. All that the handset says of its traffic derives from here. */
export interface PacketLedger {
  record(packet: Omit<PacketRecord, 'at'>): void;
  /** All records from the given position on. */
  since(position: number): readonly PacketRecord[];
  /** The position after the last record. */
  position(): number;
  /** A socket of an app's, from now until it is closed. */
  open(flow: SocketFlow): OpenSocket;
  /** The sockets that are open, and TCP's that were closed a little while ago. */
  sockets(): readonly SocketRecord[];
}

/** The side of a packet that stays the same for the life of its socket. */
export type SocketFlow = Pick<
  PacketRecord,
  'uid' | 'iface' | 'family' | 'protocol' | 'remoteAddress' | 'remotePort'
>;

export interface OpenSocket {
  /** Notes that a packet with payload went this way. */
  carried(direction: PacketRecord['direction']): void;
  close(): void;
}

export interface SocketRecord extends SocketFlow {
  localPort: number;
  closedAt: number | undefined;
  /** Which way its last payload went; undefined before the first. */
  lastPayload: PacketRecord['direction'] | undefined;
  /** When that was, or when the socket was opened; real milliseconds of `performance.now()`. */
  lastUsedAt: number;
}
