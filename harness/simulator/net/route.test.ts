import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { readArguments } from '../shell/commands/iptables-arguments.ts';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';

const UID = 10_123;
const IPV6 = '2001:db8::7';

describe('packet filter rules of the simulated handset', () => {
  let device: BareDevice;
  const server = createServer((socket) => void socket.resume().end('from the tunnel'));
  const filterOf = (program: string) => device.packetFilters[program === 'iptables' ? 4 : 6];
  /** Runs a line of iptables that adds a chain or a rule. */
  const add = (line: string): void => {
    const [program = '', ...words] = line.split(' ');
    const { command, table, chain = '', rule, position } = readArguments(program, words);
    if (command === '-N') filterOf(program).newChain(table, chain);
    else filterOf(program).insert(table, chain, rule, command === '-I' ? (position ?? 1) : position);
  };
  /** Packets counted by each rule of a chain. */
  const counts = (program: string, table: string, chain: string): number[] =>
    filterOf(program)
      .chains(table)
      .filter(({ name }) => name === chain)
      .flatMap(({ rules }) => rules.map(({ packets }) => packets));
  const connect = async (change: { uid?: number; ip?: string; port?: number } = {}): Promise<string> => {
    const stream = await device.network.connect({ uid: UID, host: 'a.example', port: 443, ...change });
    stream.end('x');
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);

    return Buffer.concat(chunks).toString('latin1');
  };
  const send = (change: { uid?: number; host?: string; port?: number } = {}) =>
    device.network.datagram({ uid: UID, host: '192.0.2.9', port: 443, body: Buffer.from('x'), ...change });
  /** What `dumpsys netstats` has of a UID on any network. */
  const left = () =>
    device.packetLog
      .since(0)
      .filter((packet) => packet.iface !== 'lo' && !packet.refused && packet.uid === UID);

  beforeEach(async () => {
    device = await createBareDevice();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    device.tunnel(18_082, (server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    server.close();
    await device.stop();
  });

  describe('that redirect connections off the loopback', () => {
    beforeEach(() => {
      for (const line of [
        'iptables -t nat -N direct',
        'iptables -t nat -A direct -d 127.0.0.0/8 -j RETURN',
        `iptables -t nat -A direct -p tcp -m owner --uid-owner ${UID} --dport 443 -j REDIRECT --to-ports 18082`,
        'iptables -t nat -I OUTPUT ! -o lo -p tcp -j direct',
        `iptables -t mangle -A OUTPUT ! -o lo -m owner --uid-owner ${UID}`,
        `iptables -t mangle -A POSTROUTING ! -o lo -m owner --uid-owner ${UID}`,
        `iptables -t mangle -A POSTROUTING -o lo -d 127.0.0.1 -m owner --uid-owner ${UID} -p tcp --dport 18082`,
        `iptables -A OUTPUT ! -o lo -d 127.0.0.1 -m owner --uid-owner ${UID} -p tcp --dport 18082`,
      ])
        add(line);
    });

    it('lead them to the tunnel; no packet leaves', async () => {
      assert.equal(await connect(), 'from the tunnel');
      assert.deepEqual(left(), []);
    });

    it('leave other UIDs and other ports alone', async () => {
      for (const other of [{ uid: 10_124 }, { port: 8443 }])
        assert.notEqual(await connect(other).catch(() => 'an error of the sink'), 'from the tunnel');
    });

    it('are seen by the chains OUTPUT on the first interface, and by POSTROUTING on lo', async () => {
      await connect();
      const [output = 0] = counts('iptables', 'mangle', 'OUTPUT');
      assert.ok(output > 3);
      assert.deepEqual(counts('iptables', 'mangle', 'POSTROUTING'), [0, output]);
      assert.deepEqual(counts('iptables', 'filter', 'OUTPUT'), [output]);
      assert.deepEqual(counts('iptables', 'nat', 'direct'), [0, 1], 'nat counts connections');
    });

    it('show the address that the app chose in /proc/net', async () => {
      const ip = '192.0.2.44';
      const stream = await device.network.connect({ uid: UID, host: 'a.example', ip, port: 443 });
      const socket = device.packetLog.sockets().find(({ uid }) => uid === UID);
      assert.deepEqual([socket?.iface, socket?.remoteAddress, socket?.remotePort], ['wlan0', ip, 443]);
      stream.resume().end();
      await once(stream, 'close');
    });
  });

  describe('that refuse packets', () => {
    beforeEach(() => {
      for (const line of [
        'iptables -N refuse',
        'iptables -A refuse -d 192.0.2.1 -p udp --dport 9 -j RETURN',
        'iptables -A refuse -p udp -j REJECT',
        `iptables -I OUTPUT ! -o lo -m owner --uid-owner ${UID} -j refuse`,
        'ip6tables -N refuse',
        'ip6tables -A refuse -p tcp -j REJECT --reject-with tcp-reset',
        'ip6tables -A refuse -j REJECT',
        `ip6tables -I OUTPUT ! -o lo -m owner --uid-owner ${UID} -j refuse`,
        `iptables -t mangle -A POSTROUTING -m owner --uid-owner ${UID}`,
        `ip6tables -t mangle -A POSTROUTING -m owner --uid-owner ${UID}`,
      ])
        add(line);
    });

    it('fail datagrams with EPERM before they leave, and count them', async () => {
      await assert.rejects(send(), /EPERM/);
      await assert.rejects(send({ host: IPV6 }), /EPERM/);
      assert.deepEqual(left(), []);
      assert.deepEqual(counts('iptables', 'filter', 'refuse'), [0, 1]);
      assert.deepEqual(counts('ip6tables', 'filter', 'refuse'), [0, 1]);
      assert.deepEqual(counts('iptables', 'mangle', 'POSTROUTING'), [0]);
    });

    it('let a datagram pass that an earlier rule returns, and those of other UIDs', async () => {
      await send({ host: '192.0.2.1', port: 9 });
      await send({ uid: 10_124 });
      assert.deepEqual(counts('iptables', 'filter', 'refuse'), [1, 0]);
      assert.deepEqual(counts('iptables', 'mangle', 'POSTROUTING'), [1]);
    });

    it('refuse connections at once, and end those that were open', async () => {
      await assert.rejects(connect({ ip: IPV6 }), /Failed to connect/);
      assert.deepEqual(left(), []);
      assert.deepEqual(counts('ip6tables', 'filter', 'refuse'), [1, 0]);
      const stream = await device.network.connect({
        uid: UID,
        host: 'a.example',
        ip: '192.0.2.44',
        port: 443,
      });
      add(`iptables -I OUTPUT -p tcp -m owner --uid-owner ${UID} -j REJECT`);
      const before = left().length;
      stream.write('late');
      const [error] = (await once(stream, 'error')) as [Error];
      assert.match(error.message, /Connection reset/);
      const payload = left()
        .slice(before)
        .filter(({ bytes, direction }) => direction === 'out' && bytes > 52);
      assert.deepEqual(payload, []);
    });

    it('keep a connection waiting that DROP refuses, for as long as Linux tries', async () => {
      add(`iptables -I OUTPUT -p tcp -m owner --uid-owner ${UID} -j DROP`);
      device.clock.setFast(true);
      const from = device.clock.now();
      await assert.rejects(connect(), { name: 'SocketTimeoutException' });
      assert.ok(device.clock.now() - from >= 126_000);
    });
  });
});
