/** A socket that is connected to a host other than the phone itself. */
export interface PhoneSocket {
  uid: number;
  family: 'ipv4' | 'ipv6';
  protocol: 'tcp' | 'udp';
  /** The remote address. */
  remote: string;
  /** The remote port. */
  port: number;
  localPort: number;
}

/** The tables of sockets in `/proc/net`. A kernel without IPv6 lacks the tables of IPv6. */
export const SOCKET_TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/**
 * Reads the tables of `/proc/net`, each after a line with its name and with the error of `cat` in its place. Addresses are
 * hexadecimal words in the machine's byte order, which is little-endian on every Android (Linux net/ipv4/tcp_ipv4.c,
 * get_tcp4_sock). Throws if a table cannot be read; a table of IPv6 that does not exist counts as empty.
 */
export function parseSockets(text: string): PhoneSocket[] {
  // A listening socket has no remote end, and a socket to the phone itself cannot bypass the recorder.
  return parseTables(text).filter(({ remote }) => !isLocal(remote));
}

/** A connection of a UID to a port of the phone itself, and the UID that has the port. */
export interface LocalConnection {
  uid: number;
  family: 'ipv4' | 'ipv6';
  protocol: 'tcp' | 'udp';
  port: number;
  /** Undefined if the port was closed meanwhile. */
  owner: number | undefined;
}

/** The connections over the phone's loopback in the tables of {@link parseSockets}. */
export function parseLocalConnections(text: string): LocalConnection[] {
  const sockets = parseTables(text);

  return sockets
    .filter(({ remote, port }) => port !== 0 && isLocal(remote))
    .map(({ uid, family, protocol, port }) => ({
      uid,
      family,
      protocol,
      port,
      owner: sockets.find((each) => each.protocol === protocol && each.localPort === port)?.uid,
    }));
}

function isLocal(remote: string): boolean {
  return /^(?:0\.0\.0\.0|127\..*|::|::1)$/.test(remote);
}

function parseTables(text: string): PhoneSocket[] {
  const tables = new Map<string, string[]>();
  let rows: string[] = [];
  for (const line of text.split('\n'))
    if (/^(?:tcp|udp)6?$/.test(line.trim())) tables.set(line.trim(), (rows = []));
    else if (line.trim() !== '') rows.push(line);

  return SOCKET_TABLES.flatMap((name) => {
    const lines = tables.get(name) ?? [];
    if (name.endsWith('6') && lines.length === 1 && MISSING.test(lines[0] ?? '')) return [];
    const [header = '', ...sockets] = lines;
    const unreadable = header.includes('local_address') ? sockets.find((line) => !ROW.test(line)) : header;
    if (unreadable !== undefined)
      throw new Error(`/proc/net/${name} reads '${unreadable.trim().slice(0, 200)}'`);

    return sockets.flatMap((line) => socketOf(line, name.startsWith('tcp') ? 'tcp' : 'udp'));
  });
}

/** The error of `cat` for a file that does not exist (toybox, with the text of strerror). */
const MISSING = /^cat: .*: No such file or directory\s*$/;
const ROW =
  /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]{2} \S+ \S+ \S+\s+(\d+)/i;

function socketOf(line: string, protocol: 'tcp' | 'udp'): PhoneSocket[] {
  const row = ROW.exec(line);
  if (!row) return [];
  const [, localPort = '', address = '', port = '', uid = ''] = row;
  const { family, remote } = addressOf(address);

  return [
    {
      uid: Number(uid),
      family,
      protocol,
      remote,
      port: Number.parseInt(port, 16),
      localPort: Number.parseInt(localPort, 16),
    },
  ];
}

function addressOf(hex: string): Pick<PhoneSocket, 'family' | 'remote'> {
  const bytes = [...hex.matchAll(/.{8}/g)].flatMap(([word]) =>
    [...word.matchAll(/../g)].map(([byte]) => Number.parseInt(byte, 16)).reverse(),
  );
  const isMapped = bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0);
  if (bytes.length === 4 || (isMapped && bytes[10] === 0xff && bytes[11] === 0xff))
    return { family: 'ipv4', remote: bytes.slice(-4).join('.') };
  const words = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );

  return { family: 'ipv6', remote: new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1) };
}
