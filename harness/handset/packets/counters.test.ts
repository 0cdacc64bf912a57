import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../journal/journal.ts';
import { phoneWith } from '../phone.ts';
import { type FakePhone, fail, fakePhone } from '../testing/fake-phone.ts';
import { packetCounters } from './counters.ts';
import { RULES } from './rules.ts';

describe('packetCounters', () => {
  let folder: string;
  let fake: FakePhone;
  let chains: Map<string, { packets: number; bytes: number }[]>;
  let hooks: Set<string>;
  let counts: boolean;
  const open = async () => packetCounters(fake.phone, await openJournal(fake.phone, folder));
  const send = (tool: string, uid: number, rule: number, packets: number): void => {
    const row = chains.get(`${tool} leakgate-${uid}`)?.[rule];
    assert.ok(row);
    row.packets += packets;
    row.bytes += packets * 60;
  };
  const ruleAt = (protocol: string, port: number | null): number =>
    RULES.findIndex((rule) => rule.protocol === protocol && rule.port === port);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-counters-'));
    fake = fakePhone();
    [chains, hooks, counts] = [new Map(), new Set(), true];
    fake.intercept = (line) => {
      const rule = /^(ip6?tables) -w -t mangle (-[A-Z]) (\S+) ?(.*?)( \|\| true)?$/.exec(line);
      const datagram = /^su (\d+) .*\bnc -u\b/.exec(line);
      if (datagram && counts) send('iptables', Number(datagram[1]), ruleAt('udp', null), 1);
      if (datagram) return '';
      if (!rule) return undefined;
      const [, tool = '', verb = '', chain = '', rest = ''] = rule;
      const key = `${tool} ${chain}`;
      const hook = `${key} ${rest}`;
      const isThere = chain === 'OUTPUT' ? hooks.has(hook) : chains.has(key);
      if (verb === '-N') chains.set(key, []);
      else if (verb === '-I') hooks.add(hook);
      else if (!isThere && line.endsWith('|| true')) return '';
      else if (!isThere) throw fail(line, 1, `${tool}: No chain/target/match by that name.`);
      if (verb === '-A') chains.get(key)?.push({ packets: 0, bytes: 0 });
      if (verb === '-D') hooks.delete(hook);
      if (verb === '-X') chains.delete(key);
      const rows = (chains.get(key) ?? []).map(
        ({ packets, bytes }) => `  ${packets}  ${bytes} RETURN  all  --  *  *`,
      );

      if (verb === '-S') return `-N ${chain}\n`;

      return verb === '-L'
        ? `Chain ${chain} (1 references)\n    pkts      bytes target\n${rows.join('\n')}\n`
        : '';
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('proves that it counts, and does not report its own datagram', async () => {
    const counters = await open();
    const [proof] = await counters.watch([10_123]);
    assert.ok(proof?.kind === 'packet-counter' && proof.ok, JSON.stringify(proof));
    assert.deepEqual(
      (await counters.read()).map(({ kind }) => kind),
      ['packet-counter'],
    );
  });

  it('tells who sent what around the recorder, over which IP, protocol and port', async () => {
    const counters = await open();
    await counters.watch([10_123, 1_010_123]);
    send('iptables', 10_123, ruleAt('tcp', 443), 3);
    send('ip6tables', 1_010_123, ruleAt('udp', 53), 1);
    const events = (await counters.read()).filter((event) => event.kind === 'around-recorder');
    assert.deepEqual(
      events.map(({ uid, family, protocol, port, packets, bytes }) => [
        uid,
        family,
        protocol,
        port,
        packets,
        bytes,
      ]),
      [
        [10_123, 'ipv4', 'tcp', 443, 3, 180],
        [1_010_123, 'ipv6', 'udp', 53, 1, 60],
      ],
    );
  });

  it('says so where the control is not counted', async () => {
    counts = false;
    const [proof] = await (await open()).watch([10_123]);
    assert.ok(proof?.kind === 'packet-counter' && !proof.ok);
    assert.match(proof.detail, /was not counted/);
  });

  it('says so where the chains are gone at the end', async () => {
    const counters = await open();
    await counters.watch([10_123]);
    hooks.clear();
    const events = await counters.read();
    assert.ok(events.some((event) => event.kind === 'packet-counter' && !event.ok));
  });

  it('says so where somebody reset the counters', async () => {
    const counters = await open();
    await counters.watch([10_123]);
    for (const rows of chains.values()) for (const row of rows) row.packets = 0;
    const [event] = await counters.read();
    assert.ok(event?.kind === 'packet-counter' && !event.ok, JSON.stringify(event));
  });

  it('counts nothing on a phone that is not rooted, and says so', async () => {
    const phone = phoneWith('fake-1', fake.runner, fake.adb, null);
    const counters = packetCounters(phone, await openJournal(phone, folder));
    for (const [event] of [await counters.watch([10_123]), await counters.read()])
      assert.ok(event?.kind === 'packet-counter' && !event.ok);
    assert.ok(!fake.lines.some((line) => line.includes('iptables')));
  });

  it('leaves no chain behind', async () => {
    const counters = await open();
    await counters.watch([10_123]);
    await counters.stop();
    assert.deepEqual([chains.size, hooks.size], [0, 0]);
    await counters.watch([10_123]);
    const restored = await (await openJournal(fake.phone, folder)).restore();
    assert.deepEqual([restored.failed, chains.size, hooks.size], [[], 0, 0]);
  });
});
