import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VENDOR_UIDS } from '../../model/uid.ts';
import { routeOf } from '../../simulator/testing/route.ts';
import { type BareShell, createBareShell } from '../../simulator/testing/bare-shell.ts';
import { openJournal } from '../journal/journal.ts';
import { phoneWith } from '../phone.ts';
import { failureOf } from '../shell/runner.ts';
import { iptablesCounter } from './iptables.ts';
import { loopbackRows, namePorts } from './loopback.ts';
import type { PacketCounter, UnrecordedPackets } from './packet-counter.ts';
import { exemptForVendor } from './rules.ts';
import { parseLocalConnections, parseSockets } from './sockets.ts';

const [BROWSER, LATE, VENDOR, OTHER] = [10_123, 10_333, 10_060, 10_200];
const KNOWN = [{ first: 0, last: 10_400 }];

describe('packets that no port of the recorder receives', () => {
  let folder: string;
  let shell: BareShell;
  let counter: PacketCounter;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-unrecorded-'));
    shell = createBareShell();
    const run = async (command: string) => {
      const { code, ...printed } = await shell.run(command);
      if (code !== 0) throw failureOf({ command, exitCode: code, ...printed });

      return printed;
    };
    const phone = phoneWith('fake-1', { run }, async () => ({ stdout: '', stderr: '' }), 'aosp');
    counter = iptablesCounter(phone, await openJournal(phone, folder));
    const vendor = [
      { first: 1000, last: 1000 },
      { first: VENDOR, last: VENDOR },
    ];
    await counter.begin({ uids: [BROWSER], known: KNOWN, vendor });
  });
  afterEach(async () => {
    await counter.stop();
    assert.doesNotMatch((await shell.run('su 0 iptables -t mangle -S')).stdout, /leakgate/);
    shell.stop();
    await rm(folder, { recursive: true });
  });
  interface Packet {
    family?: 4 | 6;
    protocol?: 'tcp' | 'udp';
    port?: number;
    iface?: 'lo' | 'wlan0';
  }
  const send = async (uid: number, packet: Packet): Promise<void> => {
    const { family = 4, protocol = 'tcp', port = 443, iface = 'wlan0' } = packet;
    const remote = { lo: { 4: '127.0.0.1', 6: '::1' }, wlan0: { 4: '203.0.113.5', 6: '2001:db8:5::5' } };
    const sent = { uid, family, protocol, iface, remotePort: port, remoteAddress: remote[iface][family] };
    const route = await routeOf(shell.device, sent);
    shell.device.packetLog.record({
      ...sent,
      ...route,
      direction: 'out',
      opens: true,
      packets: 1,
      bytes: 60,
    });
  };
  const unrecorded = async (): Promise<UnrecordedPackets[]> => (await counter.read()).unrecorded ?? [];

  it("are those of the vendor's apps and of the system around the recorder", async () => {
    for (const uid of [VENDOR, 1000, 1001, 9999]) await send(uid, {});
    await send(VENDOR, { family: 6, protocol: 'udp', port: 53 });
    const row = { from: 'vendor', uid: VENDOR_UIDS, protocol: 'tcp', port: 443 } as const;
    assert.deepEqual(await unrecorded(), [
      { ...row, family: 'ipv4', packets: 4 },
      { ...row, family: 'ipv6', protocol: 'udp', port: 53, packets: 1 },
    ]);
    assert.deepEqual(await unrecorded(), [], 'counts from the last reading');
  });

  it('are not those of other apps, of the network stack, of DNS and of the shell', async () => {
    for (const uid of [OTHER, 10_061, 10_059, 10_000, 10_401, 1051, 1073, 2000, 0]) await send(uid, {});
    await send(VENDOR, { iface: 'lo', port: 8080 });
    assert.deepEqual(await unrecorded(), []);
  });

  it('are what a watched UID sends over the loopback, except to the recorder', async () => {
    for (const port of [8080, 18_081, 18_201]) await send(BROWSER, { iface: 'lo', port });
    await send(OTHER, { iface: 'lo', port: 12_387 });
    assert.deepEqual(await unrecorded(), []);
    await send(BROWSER, { iface: 'lo', port: 12_387 });
    await send(BROWSER, { iface: 'lo', port: 12_387, protocol: 'udp', family: 6 });
    const row = { from: 'loopback', uid: BROWSER, port: null, packets: 1 } as const;
    const { around, unrecorded: found } = await counter.read();
    assert.deepEqual(found, [
      { ...row, family: 'ipv4', protocol: 'tcp' },
      { ...row, family: 'ipv6', protocol: 'udp' },
    ]);
    assert.deepEqual(around, [], 'they do not leave the phone');
  });

  it('are also those of a UID that is added later', async () => {
    await counter.add([LATE]);
    await send(LATE, { iface: 'lo', port: 12_387 });
    assert.deepEqual(
      (await unrecorded()).map(({ from, uid, packets }) => [from, uid, packets]),
      [['loopback', LATE, 1]],
    );
  });
});

describe('exemptForVendor', () => {
  it('exempts all apps but the vendor', () => {
    assert.deepEqual(
      exemptForVendor([
        { first: 1000, last: 1000 },
        { first: 10_000, last: 10_001 },
        { first: 10_060, last: 10_060 },
      ]).map((words) => words.at(-1)),
      ['1051-1051', '1073-1073', '2000-2000', '10002-10059', '10061-2147483647'],
    );
  });
});

describe('connections over the loopback', () => {
  const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n';
  const row = (local: number, remote: number, state: string, uid: number): string =>
    `   0: 0100007F:${hex(local)} ${remote === 0 ? '00000000' : '0100007F'}:${hex(remote)} ${state} 00000000:00000000 00:00000000 00000000 ${uid}        0 1\n`;
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  const tables = (rows: readonly string[]): string =>
    `tcp\n${HEADER}${rows.join('')}tcp6\n${HEADER}udp\n${HEADER}udp6\n${HEADER}`;

  it('are read with the UID that has the port, and are no connections around the recorder', () => {
    const text = tables([row(12_387, 0, '0A', OTHER), row(40_000, 12_387, '01', BROWSER)]);
    assert.deepEqual(parseLocalConnections(text), [
      { uid: BROWSER, family: 'ipv4', protocol: 'tcp', port: 12_387, owner: OTHER },
    ]);
    assert.deepEqual(parseSockets(text), []);
  });

  it('name the app, but not for ports of the recorder and of the UID itself', () => {
    const local = { uid: BROWSER, family: 'ipv4', protocol: 'tcp' } as const;
    const rows = loopbackRows(
      [
        { ...local, port: 12_387, owner: OTHER },
        { ...local, port: 9222, owner: BROWSER },
        { ...local, port: 8080, owner: 2000 },
        { ...local, port: 18_081, owner: 2000 },
        { ...local, uid: VENDOR, port: 12_387, owner: OTHER },
        { ...local, port: 12_388, owner: undefined },
      ],
      (uid) => uid === BROWSER,
      (uid) => (uid === OTHER ? 'com.example.relay' : undefined),
    );
    assert.deepEqual(
      rows.map(({ port, app, packets }) => [port, app, packets]),
      [
        [12_387, 'com.example.relay', 1],
        [12_388, undefined, 1],
      ],
    );
  });

  it('give their port to the count of iptables', () => {
    const counted: UnrecordedPackets = {
      from: 'loopback',
      uid: BROWSER,
      family: 'ipv4',
      protocol: 'tcp',
      port: null,
      packets: 7,
    };
    const seen = { ...counted, port: 12_387, packets: 1, app: 'com.example.relay' };
    const udp = { ...counted, protocol: 'udp' } as const;
    assert.deepEqual(namePorts([counted, udp, seen]), [udp, { ...seen, packets: 7 }]);
    assert.deepEqual(namePorts([counted, seen, { ...seen, port: 1 }]), [seen, { ...seen, port: 1 }]);
  });
});
