import assert from 'node:assert/strict';
import { sendControls, UNKNOWN_SENDER } from '../../handset/packets/controls.ts';
import { iptablesCounter } from '../../handset/packets/iptables.ts';
import type { BypassedPackets, PacketCounter } from '../../handset/packets/packet-counter.ts';
import { parseSockets, SOCKET_TABLES } from '../../handset/packets/sockets.ts';
import { connectHarness, type HarnessPhone } from '../../handset/testing/phone-of-lines.ts';
import { controlPaths } from '../../handset/path-control.ts';
import { UNKNOWN_UID, VENDOR_UIDS } from '../../model/uid.ts';
import { createRedirect } from '../../handset/redirect.ts';
import { type NamespacePhone, startNamespace } from './namespace.ts';
import { skipWithoutNamespace } from './testing/skip.ts';

const BROWSER = 10_123;
const HELPER = 10_124;
const OTHER = 10_020;
const VENDOR = 10_060;
/** An app that the harness does not know, such as an isolated process. */
const UNKNOWN = 10_777;
const KNOWN = [
  { first: 0, last: 9999 },
  { first: OTHER, last: OTHER },
];
const CONTROL_DATAGRAM = 'echo leakgate | timeout 3 nc -u -q 1 -w 1 192.0.2.1 9';
const NETD = '/system/su/netd';

describe('packet counters and redirects of a real kernel', function () {
  this.timeout(90_000);
  let namespace: NamespacePhone;
  let harness: HarnessPhone;
  let counter: PacketCounter;

  before(function () {
    skipWithoutNamespace(this);
  });
  beforeEach(async () => {
    namespace = await startNamespace({ su: 'aosp' });
    harness = await connectHarness(namespace);
    counter = iptablesCounter(harness.phone, harness.journal);
  });
  afterEach(async () => {
    await namespace.stop();
    await harness.remove();
  });

  it('counts what a watched UID sends by every interface except lo', async () => {
    await prove();
    await send(BROWSER, 'echo x | timeout 2 nc -u -q 1 -w 1 203.0.113.9 443');
    await send(BROWSER, 'timeout 2 nc -w 1 203.0.113.5 80 </dev/null');
    await send(BROWSER, 'echo x | timeout 2 nc -6 -u -q 1 -w 1 2001:db8::9 443');
    await send(BROWSER, 'timeout 2 nc -w 1 127.0.0.1 9 </dev/null');
    await send(OTHER, 'echo x | timeout 2 nc -u -q 1 -w 1 203.0.113.9 443');
    const { around } = await counter.read();
    assert.deepEqual(around.map(summary).toSorted(), [
      `${BROWSER} ipv4 tcp 80`,
      `${BROWSER} ipv4 udp 443`,
      `${BROWSER} ipv6 udp 443`,
    ]);
    assert.deepEqual((await counter.read()).around, [], 'counts from the last reading');
  });

  it('counts unknown UIDs together, and a UID that is added later alone', async () => {
    await prove();
    await send(UNKNOWN, 'echo x | timeout 2 nc -u -q 1 -w 1 203.0.113.9 53');
    assert.deepEqual((await counter.read()).around.map(summary), ['-1 ipv4 udp 53']);
    await counter.add([HELPER]);
    await counter.prove(await sendControls(harness.phone, [HELPER]));
    await send(HELPER, 'echo x | timeout 2 nc -u -q 1 -w 1 203.0.113.9 53');
    assert.deepEqual((await counter.read()).around.map(summary), [`${HELPER} ipv4 udp 53`]);
  });

  it('counts what the vendor sends around the recorder, and what a watched UID sends over lo', async () => {
    const vendor = [{ first: VENDOR, last: VENDOR }];
    await counter.begin({ uids: [BROWSER], known: [...KNOWN, ...vendor], vendor });
    for (const uid of [VENDOR, 1001, OTHER])
      await send(uid, 'echo x | timeout 2 nc -u -q 1 -w 1 203.0.113.9 443');
    for (const port of [8080, 18_081, 12_387])
      await send(BROWSER, `timeout 2 nc -w 1 127.0.0.1 ${port} </dev/null`);
    await send(OTHER, 'timeout 2 nc -w 1 127.0.0.1 12387 </dev/null');
    await send(BROWSER, 'echo x | timeout 2 nc -6 -u -q 1 -w 1 ::1 12387');
    const { around, unrecorded = [] } = await counter.read();
    assert.deepEqual(around, []);
    assert.deepEqual(
      unrecorded.map(({ from, packets, ...row }) => `${from} ${summary(row)} ${packets}`),
      [
        `vendor ${VENDOR_UIDS} ipv4 udp 443 2`,
        `loopback ${BROWSER} ipv4 tcp null 1`,
        `loopback ${BROWSER} ipv6 udp null 1`,
      ],
    );
  });

  it('notices a rule of another program before its own, and counts that were reset', async () => {
    await prove();
    await root('iptables -w -t mangle -I POSTROUTING -j ACCEPT');
    await assert.rejects(counter.read());
    await root('iptables -w -t mangle -D POSTROUTING -j ACCEPT');
    await counter.read();
    await root('iptables -w -t mangle -F POSTROUTING');
    await assert.rejects(counter.read());
  });

  it('removes every rule again', async () => {
    const rules = () => root('iptables -w -t mangle -S; ip6tables -w -t mangle -S; iptables -w -t nat -S');
    const before = await rules();
    await prove();
    assert.notEqual(await rules(), before);
    await harness.journal.restore();
    assert.equal(await rules(), before);
  });

  it('counts a packet that the background firewall then drops, unlike netd', async () => {
    await prove();
    await root(`${NETD} chain on`);
    const refused = await send(BROWSER, 'echo x | timeout 2 nc -u -q 1 -w 1 203.0.113.9 443');
    assert.match(refused.stderr, /xwrite: Operation not permitted/);
    assert.deepEqual((await counter.read()).around.map(summary), [`${BROWSER} ipv4 udp 443`]);
    const [before, dropped] = await netdCounts(BROWSER);
    assert.equal(dropped, 1);
    // An app with a process, and users below 10000, are not blocked.
    assert.doesNotMatch((await send(2000, CONTROL_DATAGRAM)).stderr, /not permitted/);
    await root(`${NETD} allow ${BROWSER}`);
    assert.doesNotMatch((await send(BROWSER, CONTROL_DATAGRAM)).stderr, /not permitted/);
    assert.deepEqual(await netdCounts(BROWSER), [before + 1, 1]);
  });

  it('is proven for a UID that the background firewall blocks, whose test packets do not leave', async () => {
    await counter.begin({ uids: [BROWSER], known: KNOWN });
    await root(`${NETD} chain on`);
    const controls = await sendControls(harness.phone, [BROWSER]);
    assert.deepEqual(
      controls.map(({ family, outcome }) => [family, outcome]),
      [
        ['ipv4', 'dropped'],
        ['ipv6', 'dropped'],
      ],
    );
    await counter.prove(controls);
    assert.deepEqual(await netdCounts(BROWSER), [0, 2]);
    assert.deepEqual((await counter.read()).around, []);
  });

  for (const program of ['iptables', 'ip6tables'])
    it(`notices counts that ${program} -Z reset, also of chains that counted nothing`, async () => {
      await prove();
      await root(`${program} -w -t mangle -Z leakgate-unknown`);
      await assert.rejects(counter.read(), /decreased/);
    });

  it('redirects each UID to a port of its own, and others to the common one', async () => {
    let hostPort = 6000;
    const redirect = createRedirect(harness.phone, harness.journal, 8080, async () => hostPort++);
    assert.deepEqual(await redirect.redirectUids([BROWSER], { known: KNOWN, vendor: [] }), { isNew: true });
    assert.equal(await redirect.add([HELPER]), undefined);
    assert.equal(await redirect.findBreak(), undefined);
    for (const port of [8080, 18_081, 18_082, 18_083])
      await root(`timeout 60 nc -s 127.0.0.1 -p ${port} -L echo ${port} >/dev/null 2>&1 </dev/null &`);
    await root('sleep 0.3');
    const arrives: Record<number, string> = {};
    for (const uid of [BROWSER, HELPER, UNKNOWN, OTHER, 1000, 0])
      arrives[uid] = (await send(uid, 'timeout 2 nc -q 1 127.0.0.1 8080 </dev/null')).stdout.trim();
    const [common, own, unknown, added] = ['8080', '18081', '18082', '18083'];
    assert.deepEqual(arrives, {
      [BROWSER]: own,
      [HELPER]: added,
      [UNKNOWN]: unknown,
      [OTHER]: common,
      1000: common,
      0: common,
    });
    await root('iptables -w -t nat -D OUTPUT -o lo -p tcp -j leakgate');
    assert.match((await redirect.findBreak()) ?? '', /no longer in the nat table/);
  });

  it('answers a test request of each UID at its own port, until the rule of another program comes first', async () => {
    let hostPort = 6000;
    const redirect = createRedirect(harness.phone, harness.journal, 8080, async () => hostPort++);
    await redirect.redirectUids([BROWSER], { known: KNOWN, vendor: [] });
    for (const [port, uid] of [
      [8080, 'none'],
      [18_081, BROWSER],
      [18_082, UNKNOWN_UID],
    ] as const) {
      const answer = `read verb url rest; echo "beat \${url##*\\?}"; echo "port of UID ${uid}"`;
      await root(
        `echo '${answer}' > /data/local/tmp/answer-${port}; timeout 60 nc -s 127.0.0.1 -p ${port} -L sh /data/local/tmp/answer-${port} >/dev/null 2>&1 </dev/null &`,
      );
    }
    await root('sleep 0.3');
    const reached = async () =>
      (
        await controlPaths(harness.phone, redirect.uids(), {
          url: 'http://heartbeat.invalid/0123',
          proxyPort: 8080,
        })
      ).map(({ uid, reached: end, printed }) => `${uid} ${end} ${printed}`.trim());
    assert.deepEqual(await reached(), [`${BROWSER} own`, `${UNKNOWN_UID} own`]);
    await root('iptables -w -t nat -I OUTPUT -o lo -j ACCEPT');
    assert.deepEqual(await reached(), [`${BROWSER} other`, `${UNKNOWN_UID} other`]);
  });

  it('lists connections around the recorder with their UID, IPv4 ones of IPv6 sockets too', async () => {
    const tables = SOCKET_TABLES.map((name) => `echo ${name}; cat /proc/net/${name}`).join('; ');
    const connect = (options: string) => `sleep 2 | timeout 3 nc ${options} &`;
    const line = `${connect('203.0.113.9 443')} ${connect('-6 ::ffff:203.0.113.9 80')} sleep 0.5; ${tables}`;
    const sockets = parseSockets((await send(BROWSER, line)).stdout);
    assert.deepEqual(
      sockets.map(({ uid, protocol, remote, port }) => `${uid} ${protocol} ${remote} ${port}`).toSorted(),
      [`${BROWSER} tcp 203.0.113.9 443`, `${BROWSER} tcp 203.0.113.9 80`],
    );
  });

  /** Starts the counter for the browser and proves it. */
  async function prove(): Promise<void> {
    await counter.begin({ uids: [BROWSER], known: KNOWN });
    const controls = await sendControls(harness.phone, [BROWSER, UNKNOWN_SENDER]);
    assert.deepEqual(
      new Set(controls.map(({ outcome }) => outcome)),
      new Set(['sent']),
      JSON.stringify(controls),
    );
    await counter.prove(controls);
  }

  function send(uid: number, line: string) {
    return namespace.run(uid, line);
  }

  async function root(line: string): Promise<string> {
    const { code, stdout, stderr } = await namespace.run(0, line);
    assert.equal(code, 0, `${line}: ${stderr}`);

    return stdout;
  }

  /** The packets that netd let pass, and those that it dropped. */
  async function netdCounts(uid: number): Promise<[passed: number, dropped: number]> {
    const row = new RegExp(`^${uid} (\\d+) \\d+ (\\d+)$`, 'm').exec(await root(`${NETD} stats`));

    return [Number(row?.[1] ?? 0), Number(row?.[2] ?? 0)];
  }
});

function summary({
  uid,
  family,
  protocol,
  port,
}: Pick<BypassedPackets, 'uid' | 'family' | 'protocol' | 'port'>): string {
  return `${uid} ${family} ${protocol} ${port}`;
}
