import assert from 'node:assert/strict';
import { createDirectTraffic, type DirectTraffic } from '../../handset/direct/direct-traffic.ts';
import { sendControls, UNKNOWN_SENDER } from '../../handset/packets/controls.ts';
import { iptablesCounter } from '../../handset/packets/iptables.ts';
import type { PacketCounter } from '../../handset/packets/packet-counter.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import { connectHarness, type HarnessPhone } from '../../handset/testing/phone-of-lines.ts';
import { type NamespacePhone, startNamespace } from './namespace.ts';
import { skipWithoutNamespace } from './testing/skip.ts';

const BROWSER = 10_123;
const OTHER = 10_020;
/** An app that the harness does not know, such as an isolated process. */
const UNKNOWN = 10_777;
const KNOWN = [
  { first: 0, last: 9999 },
  { first: OTHER, last: OTHER },
  { first: BROWSER, last: BROWSER },
];
/** The tunnels: three of the browser, then three of unknown apps. */
const PORTS = [18_181, 18_182, 18_183, 18_184, 18_185, 18_186];
const over = (host: string, port: number): string =>
  `echo x | timeout 2 nc -q 1 ${host.includes(':') ? '-6 ' : ''}${host} ${port}`;
const datagram = (host: string, port: number): string =>
  `echo x | timeout 2 nc ${host.includes(':') ? '-6 ' : ''}-u -q 1 -w 1 ${host} ${port}`;

describe('traffic without the proxy on a real kernel', function () {
  this.timeout(90_000);
  let namespace: NamespacePhone;
  let harness: HarnessPhone;
  let direct: DirectTraffic;
  let counter: PacketCounter;

  before(function () {
    skipWithoutNamespace(this);
  });
  beforeEach(async () => {
    namespace = await startNamespace({ su: 'aosp' });
    harness = await connectHarness(namespace);
    let hostPort = 6000;
    direct = createDirectTraffic(harness.phone, harness.journal, async () => hostPort++);
    assert.equal(await direct.start([BROWSER], KNOWN), undefined);
    counter = iptablesCounter(harness.phone, harness.journal);
    await counter.begin({ uids: [BROWSER], known: KNOWN });
    for (const port of PORTS)
      await root(`timeout 60 nc -s 127.0.0.1 -p ${port} -L echo ${port} >/dev/null 2>&1 </dev/null &`);
    await root('sleep 0.3');
  });
  afterEach(async () => {
    await namespace.stop();
    await harness.remove();
  });

  it('arrives at the port of its UID and class, and no packet leaves', async () => {
    const arrives: string[] = [];
    for (const [uid, port] of [
      [BROWSER, 443],
      [BROWSER, 80],
      [BROWSER, 5222],
      [UNKNOWN, 443],
    ] as const)
      arrives.push((await send(uid, over('203.0.113.9', port))).stdout.trim());
    arrives.push((await send(BROWSER, over('::ffff:203.0.113.9', 443))).stdout.trim());
    assert.deepEqual(arrives, ['18181', '18182', '18183', '18184', '18181']);
    assert.deepEqual((await counter.read()).around, []);
    assert.deepEqual(await direct.read(), {
      redirected: [
        { uid: BROWSER, port: 443, connections: 2 },
        { uid: BROWSER, port: 80, connections: 1 },
        { uid: BROWSER, port: 'other', connections: 1 },
        { uid: UNKNOWN_UID, port: 443, connections: 1 },
      ],
      refused: [],
    });
    assert.equal(await direct.findBreak(), undefined);
  });

  it('is refused over UDP and IPv6 before it leaves, and counted', async () => {
    assert.match((await send(BROWSER, datagram('203.0.113.9', 443))).stderr, /Operation not permitted/);
    assert.match((await send(BROWSER, datagram('2001:db8::9', 8125))).stderr, /Operation not permitted/);
    assert.match((await send(BROWSER, over('2001:db8::9', 443))).stderr, /refused/);
    const { redirected, refused } = await direct.read();
    assert.deepEqual(redirected, []);
    assert.deepEqual(
      refused.map(({ uid, family, protocol, port }) => `${uid} ${family} ${protocol} ${port}`).toSorted(),
      [`${BROWSER} ipv4 udp 443`, `${BROWSER} ipv6 tcp null`, `${BROWSER} ipv6 udp null`],
    );
    assert.deepEqual((await counter.read()).around, []);
  });

  it('leaves the datagram that proves the counters, and other apps, alone', async () => {
    await counter.prove(await sendControls(harness.phone, [BROWSER, UNKNOWN_SENDER]));
    assert.doesNotMatch((await send(OTHER, datagram('203.0.113.9', 443))).stderr, /not permitted/);
    assert.deepEqual(await direct.read(), { redirected: [], refused: [] });
  });

  it('is counted as around the recorder if the rules are gone, which is noticed', async () => {
    await counter.prove(await sendControls(harness.phone, [BROWSER, UNKNOWN_SENDER]));
    await root('iptables -w -t nat -F leakgate-direct; iptables -w -t filter -F leakgate-refuse');
    await send(BROWSER, over('203.0.113.5', 443));
    await send(BROWSER, datagram('203.0.113.9', 443));
    assert.deepEqual(
      (await counter.read()).around.map(({ protocol, port }) => `${protocol} ${port}`).toSorted(),
      ['tcp 443', 'udp 443'],
    );
    assert.match((await direct.findBreak()) ?? '', /leakgate-direct was changed/);
  });

  it('leaves no rule behind', async () => {
    await harness.journal.restore();
    const rules = await root(
      'iptables -w -t nat -S; iptables -w -S; ip6tables -w -S; iptables -w -t mangle -S; ip6tables -w -t mangle -S',
    );
    assert.doesNotMatch(rules, /leakgate/);
  });

  function send(uid: number, line: string) {
    return namespace.run(uid, line);
  }

  async function root(line: string): Promise<string> {
    const { code, stdout, stderr } = await namespace.run(0, line);
    assert.equal(code, 0, `${line}: ${stderr}`);

    return stdout;
  }
});
