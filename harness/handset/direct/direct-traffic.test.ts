import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DirectPort } from '../../model/direct-port.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import { routeOf } from '../../simulator/testing/route.ts';
import { type BareShell, createBareShell } from '../../simulator/testing/bare-shell.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { type Phone, phoneWith } from '../phone.ts';
import { quote } from '../shell/quote.ts';
import { ShellError } from '../shell/runner.ts';
import { type FakePhone, fakePhone } from '../testing/fake-phone.ts';
import { createDirectTraffic, type DirectTraffic } from './direct-traffic.ts';

const [BROWSER, HELPER, OTHER, ISOLATED] = [10_123, 10_200, 10_300, 99_001];
const KNOWN = [
  { first: 0, last: 9999 },
  { first: 10_100, last: 10_400 },
];

describe('createDirectTraffic', () => {
  let folder: string;
  let fake: FakePhone;
  let shell: BareShell;
  let journal: Journal;
  let phone: Phone;
  let direct: DirectTraffic;
  /** Lines that fail, and how. */
  let broken: RegExp | undefined;
  const hostPorts = new Map<string, number>();
  const listenFor = async (uid: number, port: DirectPort): Promise<number> => {
    const key = `${uid} ${port}`;
    hostPorts.set(key, hostPorts.get(key) ?? 40_000 + hostPorts.size);

    return hostPorts.get(key) ?? 0;
  };
  const rooted = (root: Phone['root']): Phone =>
    phoneWith(
      'fake-1',
      {
        async run(line, timeoutMs) {
          if (!line.includes('tables')) return await fake.runner.run(line, timeoutMs);
          const { code, stdout, stderr } = await shell.run(`su 0 sh -c ${quote([line])}`);
          if (code === 0 && broken?.test(line) !== true) return { stdout, stderr };
          throw new ShellError({
            command: line,
            exitCode: code || 1,
            stdout,
            stderr: stderr || 'iptables: refused.',
          });
        },
      },
      fake.adb,
      root,
    );
  const root = async (line: string): Promise<string> => (await shell.run(`su 0 ${line}`)).stdout;
  /** All rules of the harness and of others, in all tables. */
  const allRules = async (): Promise<string> => {
    const tables = [];
    for (const line of ['iptables -t nat -S', 'iptables -S', 'ip6tables -S']) tables.push(await root(line));

    return tables.join('\n');
  };
  interface Attempt {
    family?: 4 | 6;
    protocol?: 'tcp' | 'udp';
    host?: string;
    port?: number;
    iface?: 'lo' | 'wlan0';
  }
  /** Where a first packet goes: a recorder's port, the error of the app's socket, or `left`. */
  const send = async (uid: number, attempt: Attempt = {}): Promise<string> => {
    const { family = 4, protocol = 'tcp', port = 443, iface = 'wlan0' } = attempt;
    const remoteAddress = attempt.host ?? { 4: '203.0.113.5', 6: '2001:db8:5::5' }[family];
    const packet = { uid, family, protocol, iface, remoteAddress, remotePort: port } as const;
    try {
      const route = await routeOf(shell.device, packet);
      shell.device.packetLog.record({
        ...packet,
        ...route,
        direction: 'out',
        opens: true,
        packets: 1,
        bytes: 60,
      });
      const target = fake.tunnels.get(route.redirectedTo ?? 0)?.replace('tcp:', '');
      const name = [...hostPorts].find(([, hostPort]) => String(hostPort) === target)?.[0];

      return name ?? (route.iface === 'lo' ? 'lo' : 'left');
    } catch (error) {
      return (error as Error).name;
    }
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-direct-'));
    fake = fakePhone();
    shell = createBareShell();
    hostPorts.clear();
    broken = undefined;
    phone = rooted('already-root');
    journal = await openJournal(phone, folder);
    direct = createDirectTraffic(phone, journal, listenFor);
  });
  afterEach(async () => {
    shell.stop();
    await rm(folder, { recursive: true });
  });

  describe('when it runs', () => {
    beforeEach(async () => {
      assert.equal(await direct.start([HELPER, BROWSER, BROWSER], KNOWN), undefined);
    });

    const rows: [what: string, uid: number, attempt: Attempt, expected: string][] = [
      ['HTTPS of the browser', BROWSER, {}, `${BROWSER} 443`],
      ['HTTP of the browser', BROWSER, { port: 80 }, `${BROWSER} 80`],
      ['any other port of the browser', BROWSER, { port: 5222 }, `${BROWSER} other`],
      ['HTTPS of a helper', HELPER, {}, `${HELPER} 443`],
      ['HTTPS of an isolated process', ISOLATED, {}, `${UNKNOWN_UID} 443`],
      ['HTTPS of another app', OTHER, {}, 'left'],
      ['HTTPS of the platform', 1000, {}, 'left'],
      ['a connection to the proxy', BROWSER, { iface: 'lo', host: '127.0.0.1', port: 8080 }, 'lo'],
      ['a connection within the phone', BROWSER, { iface: 'lo', host: '127.0.0.1', port: 443 }, 'lo'],
      ['QUIC of the browser', BROWSER, { protocol: 'udp' }, 'SocketException'],
      ['DNS of the browser itself', BROWSER, { protocol: 'udp', port: 53 }, 'SocketException'],
      ['UDP to any other port', BROWSER, { protocol: 'udp', port: 8125 }, 'SocketException'],
      ['QUIC over IPv6', BROWSER, { protocol: 'udp', family: 6 }, 'SocketException'],
      ['HTTPS over IPv6', BROWSER, { family: 6 }, 'ConnectException'],
      ['HTTPS over IPv6 of an isolated process', ISOLATED, { family: 6 }, 'ConnectException'],
      ['UDP of an isolated process', ISOLATED, { protocol: 'udp' }, 'SocketException'],
      ['UDP of another app', OTHER, { protocol: 'udp' }, 'left'],
      ['IPv6 of another app', OTHER, { family: 6 }, 'left'],
      ['UDP of the platform, such as DNS', 1051, { protocol: 'udp', port: 53 }, 'left'],
      [
        'the datagram that proves the counters',
        BROWSER,
        { protocol: 'udp', host: '192.0.2.1', port: 9 },
        'left',
      ],
    ];
    for (const [what, uid, attempt, expected] of rows)
      it(`sends ${what} to: ${expected}`, async () => {
        assert.equal(await send(uid, attempt), expected);
      });

    it('counts connections in total, and refused packets since the last reading', async () => {
      assert.deepEqual(await direct.read(), { redirected: [], refused: [] });
      for (const attempt of [{}, {}, { protocol: 'udp' }, { family: 6 }] as const)
        await send(BROWSER, attempt);
      await send(ISOLATED, { protocol: 'udp', port: 8125 });
      const refused = { uid: BROWSER, packets: 1 };
      assert.deepEqual(await direct.read(), {
        redirected: [{ uid: BROWSER, port: 443, connections: 2 }],
        refused: [
          { ...refused, family: 'ipv4', protocol: 'udp', port: 443 },
          { uid: UNKNOWN_UID, packets: 1, family: 'ipv4', protocol: 'udp', port: null },
          { ...refused, family: 'ipv6', protocol: 'tcp', port: null },
        ],
      });
      await send(BROWSER);
      assert.deepEqual(await direct.read(), {
        redirected: [{ uid: BROWSER, port: 443, connections: 3 }],
        refused: [],
      });
    });

    it('covers the UIDs that it was given and unknown ones, and no others', () => {
      assert.deepEqual(
        [BROWSER, HELPER, ISOLATED, OTHER, 1000].map((uid) => direct.covers(uid)),
        [true, true, true, false, false],
      );
    });

    it('adds UIDs without removing a rule', async () => {
      const before = (await allRules()).split('\n');
      assert.equal(await direct.add([10_333]), undefined);
      assert.equal(await direct.start([10_222], KNOWN), undefined);
      const after = (await allRules()).split('\n');
      assert.deepEqual(
        before.filter((rule) => !after.includes(rule)),
        [],
      );
      for (const uid of [10_333, 10_222, BROWSER]) {
        assert.equal(await send(uid), `${uid} 443`);
        assert.equal(await send(uid, { port: 80 }), `${uid} 80`);
        assert.equal(await send(uid, { protocol: 'udp' }), 'SocketException');
      }
      assert.equal(await direct.findBreak(), undefined);
      const { redirected } = await direct.read();
      assert.deepEqual(
        redirected.map(({ uid, port, connections }) => `${uid} ${port} ${connections}`).sort(),
        ['10123 443 1', '10123 80 1', '10222 443 1', '10222 80 1', '10333 443 1', '10333 80 1'],
      );
    });

    it('keeps the other UIDs and their counts if a UID cannot be added, and reports a break', async () => {
      await send(BROWSER, { protocol: 'udp' });
      broken = /ip6tables.*-I leakgate-refuse.*10333/;
      assert.match((await direct.add([10_333])) ?? '', /refused/);
      broken = undefined;
      assert.equal(await send(BROWSER), `${BROWSER} 443`);
      assert.equal(await send(BROWSER, { protocol: 'udp' }), 'SocketException');
      assert.match((await direct.findBreak()) ?? '', /was changed|the tunnel/);
    });

    for (const [what, line, message] of [
      ['a removed chain', 'iptables -t nat -F leakgate-direct', /leakgate-direct was changed/],
      ['a removed refusal', 'ip6tables -D leakgate-refuse 1', /leakgate-refuse was changed/],
      ['an unused chain', 'iptables -F OUTPUT', /leakgate-refuse is no longer used/],
      [
        'a redirect before it',
        'iptables -t nat -I OUTPUT -p tcp -j ACCEPT',
        /'-A OUTPUT -p tcp -j ACCEPT' of another/,
      ],
      [
        'a rule that drops before it',
        'iptables -I OUTPUT -p udp -j DROP',
        /'-A OUTPUT -p udp -j DROP' of another/,
      ],
      ['a rule for IPv6 before it', 'ip6tables -I OUTPUT -j ACCEPT', /'-A OUTPUT -j ACCEPT' of another/],
    ] as const)
      it(`reports ${what}`, async () => {
        assert.equal(await direct.findBreak(), undefined);
        await root(line);
        assert.match((await direct.findBreak()) ?? '', message);
      });

    it('reports a lost tunnel, and rules of other programs after its own are no break', async () => {
      await root('iptables -A OUTPUT -p tcp -j ACCEPT');
      assert.equal(await direct.findBreak(), undefined);
      fake.tunnels.delete(18_182);
      assert.match(
        (await direct.findBreak()) ?? '',
        /UID 10123 without the proxy, from port 18182 .* nothing/,
      );
    });

    it('sets broken rules again, and keeps the number of connections', async () => {
      await send(BROWSER);
      await direct.read();
      await root('iptables -t nat -F leakgate-direct');
      assert.equal(await direct.start([BROWSER], KNOWN), undefined);
      assert.equal(await direct.findBreak(), undefined);
      await send(BROWSER);
      assert.deepEqual((await direct.read()).redirected, [{ uid: BROWSER, port: 443, connections: 2 }]);
    });

    it('notices counts that were reset', async () => {
      await send(BROWSER);
      await direct.read();
      await root('iptables -t nat -Z');
      await assert.rejects(direct.read(), /decreased/);
    });

    it('leaves nothing behind, also after a crash', async () => {
      await direct.add([10_333]);
      const restored = await (await openJournal(phone, folder)).restore();
      assert.deepEqual(restored.failed, []);
      assert.equal(fake.tunnels.size, 0);
      assert.doesNotMatch(await allRules(), /leakgate/);
    });
  });

  it('uses no port that already has a tunnel', async () => {
    fake.tunnels.set(18_182, 'tcp:5000');
    await direct.start([BROWSER], KNOWN);
    assert.equal(fake.tunnels.get(18_182), 'tcp:5000');
    assert.equal(await send(BROWSER), `${BROWSER} 443`);
    assert.equal(await send(BROWSER, { port: 80 }), `${BROWSER} 80`);
  });

  it("leaves the platform's UIDs alone, even if a helper has one", async () => {
    assert.equal(await direct.start([BROWSER, 1000], KNOWN), undefined);
    assert.equal(await send(1000, { protocol: 'udp', port: 123 }), 'left');
    assert.equal(direct.covers(1000), false);
  });

  for (const [what, line] of [
    ['the nat table', /-t nat/],
    ['REJECT', /REJECT/],
  ] as const)
    it(`leaves nothing behind and reports why if the phone lacks ${what}`, async () => {
      broken = new RegExp(`R=[^]*${line.source}`);
      assert.match((await direct.start([BROWSER], KNOWN)) ?? '', /refused/);
      broken = undefined;
      assert.deepEqual([journal.pending(), fake.tunnels.size], [[], 0]);
      assert.doesNotMatch(await allRules(), /leakgate/);
      assert.equal(direct.covers(BROWSER), false);
      assert.deepEqual(await direct.read(), { redirected: [], refused: [] });
      assert.equal(await direct.findBreak(), undefined);
    });

  it('does nothing on a phone that is not rooted', async () => {
    const unrooted = createDirectTraffic(rooted(null), journal, listenFor);
    assert.match((await unrooted.start([BROWSER], KNOWN)) ?? '', /not rooted/);
    assert.equal(fake.tunnels.size, 0);
  });
});
