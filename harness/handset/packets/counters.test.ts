import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../journal/journal.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { phoneWith } from '../phone.ts';
import { type FakePhone, shellError, fakePhone } from '../testing/fake-phone.ts';
import { singleCommands } from '../testing/single-commands.ts';
import { packetCounters } from './counters.ts';
import { procNetCounter } from './proc-net.ts';
import { RULES } from './rules.ts';

/** UIDs of the platform and of all apps of the first user. */
const KNOWN = [{ first: 0, last: 19_999 }];
const counterNames = ['iptables', 'netstats', 'proc-net'];

describe('packetCounters', () => {
  let folder: string;
  let fake: FakePhone;
  let chains: Map<string, { packets: number; bytes: number }[]>;
  let hooks: Set<string>;
  let counts: boolean;
  /** Packets that each UID sent, as netstats reports them; undefined for a phone whose netstats has no counts by UID. */
  let sent: Map<number, number> | undefined;
  /** Rows of /proc/net; undefined where it cannot be read. */
  let sockets: { tcp: string[]; tcp6: string[]; udp: string[] } | undefined;
  /** What the phone's `nc` does. */
  let nc: (
    uid: number,
    family: 'ipv4' | 'ipv6',
    protocol: 'udp' | 'tcp',
  ) => { code: number; printed: string; effect?: 'sent' | 'dropped' | 'none' };
  const openCounters = async () => packetCounters(fake.phone, await openJournal(fake.phone, folder));
  const send = (tool: string, uid: number, rule: number, packets: number): void => {
    const row = chains.get(`${tool} leakgate-${uid}`)?.[rule];
    assert.ok(row);
    row.packets += packets;
    row.bytes += packets * 60;
  };
  /** Starts the counters and proves them. */
  const start = async (
    counters: Awaited<ReturnType<typeof openCounters>>,
    uids = [10_123],
    known: { first: number; last: number }[] = KNOWN,
  ): Promise<VisibilityEvent[]> => [
    ...(await counters.watch({ uids, known, packages: new Map([[10_123, 'com.example.browser']]) })),
    ...(await counters.prove()).events,
  ];
  const watched = async (uids = [10_123]): Promise<Awaited<ReturnType<typeof openCounters>>> => {
    const counters = await openCounters();
    for (const proof of await start(counters, uids))
      assert.ok(proof.kind === 'packet-counter' && proof.ok, JSON.stringify(proof));

    return counters;
  };
  /** Sends a control over each family: iptables counts it unless there is no route, netstats unless it was dropped. */
  const sendAs = (uid: number, line: string): string =>
    (['ipv4', 'ipv6'] as const)
      .map((family) => {
        const protocol = line.includes(' -u ') ? 'udp' : 'tcp';
        const { code, printed, effect = code === 0 ? 'sent' : 'none' } = nc(uid, family, protocol);
        const chain = uid === 99_999 ? 'unknown' : String(uid);
        const table = chains.get(`${family === 'ipv4' ? 'iptables' : 'ip6tables'} leakgate-${chain}`);
        const row = table?.[table.length - RULES.length + ruleAt(protocol, 9)];
        if (row && counts && effect !== 'none') row.packets += 1;
        if (effect === 'sent') sent?.set(uid, (sent.get(uid) ?? 0) + 1);

        return `${printed}${printed && '\n'}${family} ${code}\n`;
      })
      .join('');
  const eventsBy = async (counters: Awaited<ReturnType<typeof openCounters>>, by: string) =>
    (await counters.read()).filter((event) => 'by' in event && event.by === by);
  const ruleAt = (protocol: string, port: number | null): number =>
    RULES.findIndex((rule) => rule.protocol === protocol && rule.port === port);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-counters-'));
    fake = fakePhone();
    [chains, hooks, counts, sent] = [new Map(), new Set(), true, new Map()];
    sockets = { tcp: [], tcp6: [], udp: [] };
    nc = () => ({ code: 0, printed: '' });
    fake.intercept = (line) => {
      if (line.startsWith('dumpsys netstats')) return `Forced poll\n${netstats(sent)}`;
      if (line.includes('/proc/net/')) return procNet(sockets);
      if (line.includes(' && '))
        return singleCommands(line)
          .map((step) => fake.intercept(step) ?? '')
          .join('');
      if (line.includes('; ') && line.endsWith('|| true')) {
        for (const step of line.split('; ')) fake.intercept(step);
        return '';
      }
      if (line === 'echo ====') return '====\n';
      const rule = /^(ip6?tables) -w -t mangle (-[A-Z]) ?(\S*) ?(.*?)( 2>\/dev\/null \|\| true)?$/.exec(
        line.replace("'!'", '!'),
      );
      const sender = / nc (?:-u|-w)/.test(line) ? Number(/^su (\d+) /.exec(line)?.[1] ?? 2000) : undefined;
      if (sender !== undefined) return sendAs(sender, line);
      if (!rule) return undefined;
      const [, tool = '', verb = '', chain = '', rest = ''] = rule;
      const key = `${tool} ${chain}`;
      const hook = `${key} ${rest}`;
      const isThere = ['POSTROUTING', '', '-n'].includes(chain)
        ? verb === '-S' || verb === '-L' || hooks.has(hook)
        : chains.has(key);
      if (verb === '-N') chains.set(key, []);
      else if (verb === '-I' && chain === 'POSTROUTING') hooks.add(hook);
      else if (verb === '-I') chains.get(key)?.unshift({ packets: 0, bytes: 0 });
      else if (!isThere && line.endsWith('|| true')) return '';
      else if (!isThere) throw shellError(line, 1, `${tool}: No chain/target/match by that name.`);
      if (verb === '-A')
        chains.get(key)?.push({ packets: Number(/-c (\d+) 0/.exec(rest)?.[1] ?? 0), bytes: 0 });
      if (verb === '-D') hooks.delete(hook);
      if (verb === '-X') chains.delete(key);
      const listed = (name: string): string =>
        [
          `Chain ${name} (1 references)\n    pkts      bytes target\n`,
          ...(chains.get(`${tool} ${name}`) ?? []).map(
            ({ packets, bytes }) => `  ${packets}  ${bytes} RETURN  all  --  *  *\n`,
          ),
        ].join('');

      if (verb === '-S' && chain === 'POSTROUTING')
        return [...hooks]
          .filter((each) => each.startsWith(`${tool} `))
          .toReversed()
          .map((each) => `-A ${each.slice(tool.length + 1)}\n`)
          .join('');
      if (verb === '-S' && chain === '')
        return [...chains.keys()].map((each) => each.replace(`${tool} `, '-N ')).join('\n');
      if (verb === '-S') return `-N ${chain}\n`;

      return verb === '-L'
        ? [...chains.keys()]
            .flatMap((each) => (each.startsWith(`${tool} `) ? [listed(each.slice(tool.length + 1))] : []))
            .join('\n')
        : '';
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('proves that every counter counts, and does not report its own datagram', async () => {
    const counters = await openCounters();
    const proofs = [...(await start(counters)), ...(await counters.read())];
    assert.deepEqual(
      proofs.map((event) => event.kind === 'packet-counter' && [event.by, event.ok]),
      [...counterNames, ...counterNames].map((by) => [by, true]),
      JSON.stringify(proofs),
    );
  });

  it('reports packets that bypassed the recorder by UID, IP version, protocol and port', async () => {
    const counters = await watched([10_123, 1_010_123]);
    send('iptables', 10_123, ruleAt('tcp', 443), 3);
    send('ip6tables', 1_010_123, ruleAt('udp', 53), 1);
    const events = (await counters.read()).filter((event) => event.kind === 'around-recorder');
    assert.deepEqual(
      events.map(({ by, uid, family, protocol, port, packets, bytes }) => [
        by,
        uid,
        family,
        protocol,
        port,
        packets,
        bytes,
      ]),
      [
        ['iptables', 10_123, 'ipv4', 'tcp', 443, 3, 180],
        ['iptables', 1_010_123, 'ipv6', 'udp', 53, 1, 60],
      ],
    );
  });

  const DROPPED = { code: 1, printed: 'nc: xwrite: Operation not permitted', effect: 'dropped' } as const;

  it('are each judged alone if the phone drops the test packet after iptables counted it', async () => {
    nc = () => DROPPED;
    const counters = await openCounters();
    const proofs = await start(counters);
    assert.deepEqual(
      proofs.map((event) => event.kind === 'packet-counter' && [event.by, event.ok, event.untrue ?? false]),
      [
        ['iptables', true, false],
        ['netstats', false, false],
        ['proc-net', true, false],
      ],
      JSON.stringify(proofs),
    );
    assert.match(JSON.stringify(proofs[1]), /Operation not permitted/);
  });

  it('are proven while an app whose packets are dropped is an exception from power saving', async () => {
    const exceptions = new Set<string>();
    const answer = fake.intercept;
    fake.intercept = (line) => {
      const change = /^dumpsys deviceidle whitelist '?([+-])([\w.]+)/.exec(line);
      if (change?.[1] === '+') exceptions.add(change[2] ?? '');
      if (change?.[1] === '-') exceptions.delete(change[2] ?? '');
      if (line.startsWith('dumpsys deviceidle'))
        return [...exceptions].map((name) => `user,${name},10123\n`).join('');

      return answer(line);
    };
    nc = (uid) => (uid === 10_123 && exceptions.size === 0 ? DROPPED : { code: 0, printed: '' });
    const counters = await openCounters();
    await counters.watch({
      uids: [10_123],
      known: KNOWN,
      packages: new Map([[10_123, 'com.example.helper']]),
    });
    const { events, proofs } = await counters.prove();
    assert.ok(
      events.every((event) => event.kind === 'packet-counter' && event.ok),
      JSON.stringify(events),
    );
    assert.ok(proofs.find(({ by }) => by === 'netstats')?.uids.includes(10_123));
    assert.deepEqual([...exceptions], [], 'the exception stayed');
    assert.deepEqual(
      (await counters.read()).filter(({ kind }) => kind === 'around-recorder'),
      [],
    );
  });

  it('report a packet to the port of test packets that is not one of them', async () => {
    const counters = await watched();
    send('iptables', 10_123, ruleAt('udp', 9), 1);
    await counters.prove();
    const event = (await counters.read()).find(({ kind }) => kind === 'around-recorder');
    assert.ok(event?.kind === 'around-recorder' && event.port === 9 && event.packets === 1);
  });

  it('need no test packet over IPv6 where the phone has no route, and one where it has', async () => {
    nc = (_, family) =>
      family === 'ipv6'
        ? { code: 1, printed: 'nc: connect: Network is unreachable' }
        : { code: 0, printed: '' };
    const counters = await watched();
    nc = (_, family) => ({ code: 0, printed: '', effect: family === 'ipv4' ? 'sent' : 'none' });
    const [event] = (await counters.prove()).events;
    assert.ok(event?.kind === 'packet-counter' && !event.ok);
    assert.match(event.detail, /UID 10123 over IPv6 was not counted/);
  });

  it('are proven with the first packet of a connection where nc has no UDP', async () => {
    nc = (_, __, protocol) =>
      protocol === 'udp'
        ? { code: 1, printed: 'nc: Unknown option \'u\' (see "nc --help")' }
        : { code: 1, printed: 'nc: Timeout', effect: 'sent' };
    const counters = await watched();
    assert.deepEqual(
      (await counters.read()).filter(({ kind }) => kind === 'around-recorder'),
      [],
    );
  });

  it('are not believed if a rule of another program comes first', async () => {
    const counters = await watched();
    for (const [family, hook] of [
      ['IPv4', 'iptables POSTROUTING -j ACCEPT'],
      ['IPv6', 'ip6tables POSTROUTING -p tcp -j oem_out'],
    ] as const) {
      hooks.add(hook);
      const [event] = await eventsBy(counters, 'iptables');
      assert.ok(event?.kind === 'packet-counter' && !event.ok, family);
      assert.match(event.detail, /of another program comes before the counting rules/, family);
      hooks.delete(hook);
      await start(counters);
    }
  });

  it('counts unknown UIDs, and exempts known ones', async () => {
    const counters = await watched();
    const table = chains.get('iptables leakgate-unknown');
    assert.equal(
      table?.length,
      RULES.length + 2,
      'one rule for the known UIDs, and one for the watched UID, which has its own chain',
    );
    const rows = fake.lines.filter((line) => line.includes('-A leakgate-unknown'));
    assert.match(
      rows.join('\n'),
      /--uid-owner 0-19999 -j RETURN[^]*--uid-owner 10123-10123 -j RETURN[^]*-p tcp/,
    );
    const tcp = table?.[2 + ruleAt('tcp', 443)];
    assert.ok(tcp);
    tcp.packets += 2;
    sent?.set(99_003, 3);
    if (sockets) sockets.tcp = [row('0A0200C0', 443, 99_003), row('0A0200C0', 443, 10_124)];
    assert.deepEqual(
      (await counters.read())
        .filter((event) => event.kind === 'around-recorder')
        .map(({ by, uid, packets }) => [by, uid, packets]),
      [
        ['iptables', -1, 2],
        ['netstats', 99_003, 3],
        ['proc-net', 99_003, 1],
      ],
    );
  });

  it('keeps counting when `watch` is called again, and reports packets that were sent meanwhile', async () => {
    const counters = await watched();
    await counters.read();
    send('iptables', 10_123, ruleAt('tcp', 443), 2);
    sent?.set(10_123, (sent.get(10_123) ?? 0) + 2);
    fake.lines.length = 0;
    const meanwhile = fake.intercept;
    fake.intercept = (line) => {
      // The packet is sent at the same time as the control datagram.
      if (line.startsWith('su 10123 ')) send('iptables', 10_123, ruleAt('udp', 443), 1);

      return meanwhile(line);
    };
    await start(counters, [10_123, 10_200], [...KNOWN, { first: 30_001, last: 30_001 }]);
    assert.ok(!fake.lines.some((line) => / -[DFX] /.test(line)), fake.lines.join('\n'));
    assert.ok(fake.lines.some((line) => /-I leakgate-unknown .*30001-30001 -j RETURN$/.test(line)));
    assert.deepEqual(
      (await eventsBy(counters, 'iptables')).flatMap((event) =>
        event.kind === 'around-recorder' ? [[event.protocol, event.port, event.packets]] : [],
      ),
      [
        ['tcp', 443, 2],
        ['udp', 443, 1],
      ],
    );
    await counters.stop();
    assert.deepEqual([chains.size, hooks.size], [0, 0]);
  });

  it('reports missing chains when `watch` is called again, and creates them the next time', async () => {
    const counters = await watched();
    hooks.clear();
    const proofs = async () =>
      (await start(counters)).flatMap((event) =>
        event.kind === 'packet-counter' && event.by === 'iptables' ? [event.ok] : [],
      );
    assert.deepEqual(await proofs(), [false]);
    assert.deepEqual(await proofs(), [true]);
  });

  it('counts a late UID separately, and reports packets that it sent before', async () => {
    const counters = await watched();
    sent?.set(30_444, 2);
    const events = await counters.add([30_444]);
    assert.deepEqual(
      events.flatMap((event) =>
        event.kind === 'around-recorder' ? [[event.by, event.uid, event.packets]] : [],
      ),
      [['netstats', 30_444, 2]],
    );
    for (const event of events) assert.ok(event.kind !== 'packet-counter' || event.ok, JSON.stringify(event));
    const at = (pattern: RegExp): number => fake.lines.findIndex((line) => pattern.test(line));
    const exemptRules = at(/-I leakgate-unknown .*--uid-owner 30444-30444 -j RETURN$/);
    assert.ok(
      exemptRules > 0 && exemptRules < at(/^su 30444 /),
      'its control datagram would be counted as from an unknown UID',
    );
    send('iptables', 30_444, ruleAt('udp', null), 1);
    send('iptables', 10_123, ruleAt('tcp', 443), 1);
    assert.deepEqual(
      (await eventsBy(counters, 'iptables')).flatMap((event) =>
        event.kind === 'around-recorder' ? [[event.uid, event.packets]] : [],
      ),
      [
        [10_123, 1],
        [30_444, 1],
      ],
    );
    await counters.stop();
    assert.deepEqual([chains.size, hooks.size], [0, 0]);
  });

  it('reports a late UID that cannot be counted', async () => {
    const counters = await watched();
    counts = false;
    const proof = (await counters.add([30_444])).findLast(
      (event) => event.kind === 'packet-counter' && event.by === 'iptables',
    );
    assert.ok(proof?.kind === 'packet-counter' && !proof.ok);
    assert.match(proof.detail, /30444 over IPv4 was not counted/);
  });

  it('reports packets that only netstats counted, once', async () => {
    const counters = await watched();
    sent?.set(10_123, (sent.get(10_123) ?? 0) + 2).set(10_999, 50);
    const events = (await counters.read()).filter((event) => event.kind === 'around-recorder');
    assert.deepEqual(
      events.map(({ by, uid, family, packets, bytes }) => [by, uid, family, packets, bytes]),
      [['netstats', 10_123, 'unknown', 2, 200]],
    );
    assert.deepEqual(
      (await counters.read()).filter((event) => event.kind === 'around-recorder'),
      [],
      'the packets were reported already',
    );
  });

  it('reports sockets of watched UIDs, except loopback, listeners and the control datagram', async () => {
    const counters = await watched();
    sockets = {
      tcp: [
        row('0100007F', 8080, 10_123),
        row('00000000', 0, 10_123),
        row('0A0200C0', 443, 10_124),
        row('0A0200C0', 443, 10_123),
      ],
      tcp6: [
        row('0000000000000000FFFF00000100007F', 8080, 10_123),
        row('00000000000000000000000001000000', 80, 10_123),
        row('0000000000000000FFFF00000B0200C0', 8443, 10_123),
        row('B80D0120000000000000000007000000', 443, 10_123),
      ],
      udp: [row('010200C0', 9, 10_123), row('0A0200C0', 443, 10_123)],
    };
    const events = (await counters.read()).filter((event) => event.kind === 'around-recorder');
    assert.deepEqual(
      events.map(({ by, uid, family, protocol, port, remote }) => [by, uid, family, protocol, port, remote]),
      [
        ['proc-net', 10_123, 'ipv4', 'tcp', 443, '192.0.2.10'],
        ['proc-net', 10_123, 'ipv4', 'tcp', 8443, '192.0.2.11'],
        ['proc-net', 10_123, 'ipv6', 'tcp', 443, '2001:db8::7'],
        ['proc-net', 10_123, 'ipv4', 'udp', 443, '192.0.2.10'],
      ],
    );
  });

  it('marks netstats as wrong if it lacks a sent datagram, but not if it has no counts by UID', async () => {
    for (const [account, untrue] of [
      [frozenStatistics(), true],
      [undefined, undefined],
    ] as const) {
      sent = account;
      const events = await start(await openCounters());
      const proof = events.find((event) => event.kind === 'packet-counter' && event.by === 'netstats');
      assert.ok(proof?.kind === 'packet-counter' && !proof.ok);
      assert.equal(proof.untrue, untrue);
    }
  });

  it('marks the list of open sockets as wrong if it never shows a connection to the recorder', async () => {
    for (const shown of [true, false]) {
      const account = procNetCounter(fake.phone, 5);
      if (sockets) sockets.tcp = shown ? [row('0100007F', 8080, 2000)] : [];
      await account.begin({ uids: [10_123], known: KNOWN });
      await new Promise((resolve) => setTimeout(resolve, 500));
      if (shown) await account.read();
      else await assert.rejects(account.read(), { name: 'WrongCounter' });
      await account.stop();
    }
  });

  it('reports a connection that was closed before the last reading', async () => {
    const account = procNetCounter(fake.phone, 10);
    await account.begin({ uids: [10_123], known: KNOWN });
    if (sockets) sockets.tcp = [row('0A0200C0', 443, 10_123)];
    await new Promise((resolve) => setTimeout(resolve, 60));
    if (sockets) sockets.tcp = [];
    assert.equal((await account.read()).around.length, 1);
    await account.stop();
    const lineCount = fake.lines.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(fake.lines.length, lineCount, 'it still reads sockets');
  });

  it('reports failed readings of /proc/net after later ones succeeded, together with the connections seen', async () => {
    const account = procNetCounter(fake.phone, 5);
    await account.begin({ uids: [10_123], known: KNOWN });
    const readable = { tcp: [row('0100007F', 8080, 2000), row('0A0200C0', 443, 10_123)], tcp6: [], udp: [] };
    const readUntil = async (pattern: RegExp): Promise<void> => {
      const before = fake.lines.length;
      while (fake.lines.slice(before).filter((line) => pattern.test(line)).length < 2)
        await new Promise((resolve) => setTimeout(resolve, 5));
    };
    sockets = readable;
    await readUntil(/proc\/net/);
    sockets = undefined;
    await readUntil(/proc\/net/);
    sockets = readable;
    await readUntil(/proc\/net/);
    const { around, gap } = await account.read();
    assert.equal(around.length, 1);
    assert.match(gap ?? '', /could not be read \d+ times?: .*No such file/);
    assert.equal((await account.read()).gap, undefined, 'the gap was reported already');
    await account.stop();
  });

  const failures: [string, string, () => void, RegExp][] = [
    ['the control is not counted', 'iptables', () => (counts = false), /was not counted/],
    [
      'netstats does not see the control',
      'netstats',
      () => (sent = frozenStatistics()),
      /is missing from dumpsys netstats/,
    ],
    ['netstats has no counts by UID', 'netstats', () => (sent = undefined), /has no counts by UID/],
    ['/proc/net cannot be read', 'proc-net', () => (sockets = undefined), /cannot be read/],
  ];
  for (const [name, by, breakCounter, why] of failures)
    it(`reports a failed counter at the beginning and at the end if ${name}`, async () => {
      breakCounter();
      const counters = await openCounters();
      const proof = (await start(counters)).find((event) => 'by' in event && event.by === by);
      assert.ok(proof?.kind === 'packet-counter' && !proof.ok);
      assert.match(proof.detail, why);
      const [end] = await eventsBy(counters, by);
      assert.ok(end?.kind === 'packet-counter' && !end.ok);
    });

  const laterFailures: [string, string, () => void][] = [
    ['the chains are gone', 'iptables', () => hooks.clear()],
    ['the counters were reset', 'iptables', () => resetAll(chains, /^iptables/)],
    ['the counters of IPv6 were reset', 'iptables', () => resetAll(chains, /^ip6tables leakgate-unknown/)],
    ['netstats was emptied', 'netstats', () => sent?.clear()],
    ['/proc/net cannot be read any more', 'proc-net', () => (sockets = undefined)],
  ];
  for (const [name, by, breakCounter] of laterFailures)
    it(`reports a failed counter if ${name} at the end`, async () => {
      const counters = await watched();
      breakCounter();
      const events = await eventsBy(counters, by);
      assert.ok(
        events.some((event) => event.kind === 'packet-counter' && !event.ok),
        JSON.stringify(events),
      );
    });

  it('uses only netstats and open sockets on a phone without root, and reports it', async () => {
    const phone = phoneWith('fake-1', fake.runner, fake.adb, null);
    const counters = packetCounters(phone, await openJournal(phone, folder));
    for (const events of [await start(counters), await counters.read()])
      assert.deepEqual(
        new Map(
          events.map((event) => (event.kind === 'packet-counter' ? [event.by, event.ok] : ['', false])),
        ),
        new Map([
          ['iptables', false],
          ['netstats', true],
          ['proc-net', true],
        ]),
      );
    assert.ok(!fake.lines.some((line) => line.includes('iptables')));
    sent?.set(10_123, 1);
    assert.equal((await counters.read()).filter(({ kind }) => kind === 'around-recorder').length, 1);
    await counters.stop();
  });

  it('leaves no chain behind', async () => {
    const counters = await openCounters();
    await counters.watch({ uids: [10_123], known: KNOWN });
    await counters.stop();
    assert.deepEqual([chains.size, hooks.size], [0, 0]);
    await counters.watch({ uids: [10_123], known: KNOWN });
    const restored = await (await openJournal(fake.phone, folder)).restore();
    assert.deepEqual([restored.failed, chains.size, hooks.size], [[], 0, 0]);
  });
});

/** The output of `dumpsys netstats detail` on AOSP 13, with tagged rows that must not be counted twice. */
function netstats(sent: ReadonlyMap<number, number> | undefined): string {
  const ident =
    'ident=[{type=1, ratType=COMBINED, wifiNetworkKey="a b", metered=false, defaultNetwork=true}]';
  const rows = (tag: string, factor: number): string =>
    [...(sent ?? [])]
      .map(
        ([uid, packets]) =>
          `  ${ident} uid=${uid} set=DEFAULT tag=${tag}\n    NetworkStatsHistory: bucketDuration=7200\n` +
          `      st=1669161600 rb=9 rp=9 tb=0 tp=0 op=0\n      st=1669168800 rb=9 rp=9 tb=${packets * 100} tp=${packets * factor} op=0\n`,
      )
      .join('');
  const uidStats = sent ? `UID stats:\n  Pending bytes: 744\n  History since boot:\n${rows('0x0', 1)}` : '';

  return `Xt stats:\n  ${ident} uid=-1 set=ALL tag=0x0\n      st=1 rb=1 rp=1 tb=5 tp=5 op=0\n${uidStats}UID tag stats:\n${rows('0xffffff01', 7)}`;
}

/** Statistics that ignore every packet. */
function frozenStatistics(): Map<number, number> {
  return Object.assign(new Map<number, number>(), { set: () => new Map() });
}

function procNet(sockets: { tcp: string[]; tcp6: string[]; udp: string[] } | undefined): string {
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

  return Object.entries({ tcp: undefined, tcp6: undefined, udp: undefined, udp6: undefined, ...sockets })
    .map(([name, rows]) =>
      [name, ...(rows ? [head, ...rows] : [`cat: /proc/net/${name}: No such file or directory`])].join('\n'),
    )
    .join('\n');
}

function row(remote: string, port: number, uid: number): string {
  const local = remote.length === 8 ? '6401A8C0' : '0'.repeat(32);

  return `   0: ${local}:9C40 ${remote}:${port.toString(16).toUpperCase().padStart(4, '0')} 01 00000000:00000000 00:00000000 00000000 ${uid}        0 12345 1`;
}

function resetAll(chains: ReadonlyMap<string, { packets: number; bytes: number }[]>, which: RegExp): void {
  for (const [name, rows] of chains) if (which.test(name)) for (const each of rows) each.packets = 0;
}
