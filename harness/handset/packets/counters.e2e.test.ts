import assert from 'node:assert/strict';
import type { Handset } from '../handset.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { type Rig, startRig } from '../testing/rig.ts';
import { mint } from '../testing/simulated-apk.ts';

type BypassedPackets = Extract<VisibilityEvent, { kind: 'around-recorder' }>;
const isAround = (event: VisibilityEvent): event is BypassedPackets => event.kind === 'around-recorder';

describe('packet counters on the simulated handset', function () {
  this.timeout(120_000);
  let rig: Rig;
  let handset: Handset;
  let uid: number;

  before(async () => {
    rig = await startRig({ speed: 20 });
    handset = await rig.openHandset();
    const { uids } = await handset.install(await mint('3.4.0'));
    assert.ok(uids[0] !== undefined);
    [uid] = uids;
  });
  after(async () => {
    await handset?.restore();
    assert.deepEqual(await rig?.stop(), []);
  });
  const start = async (): Promise<VisibilityEvent[]> => [
    ...(await handset.counters.watch({ uids: [uid], known: [{ first: 0, last: 19_999 }] })),
    ...(await handset.counters.prove()).events,
  ];
  const datagram = (port: number): Promise<string> =>
    handset.phone.asUser(uid, { raw: `echo x | nc -u -q 1 -w 1 192.0.2.1 ${port}` });

  it('report a datagram that bypasses the recorder, but none that was sent before', async () => {
    await datagram(443);
    const proofs = await start();
    assert.ok(
      proofs.every((event) => event.kind === 'packet-counter' && event.ok),
      JSON.stringify(proofs),
    );
    assert.equal((await handset.counters.read()).filter(isAround).length, 0);
    await datagram(53);
    const events = (await handset.counters.read()).filter(isAround);
    assert.deepEqual(
      events.map(({ by, uid: who, protocol, port, packets }) => [by, who, protocol, port, packets]),
      [
        ['iptables', uid, 'udp', 53, 1],
        ['netstats', uid, 'other', null, 1],
      ],
    );
    await handset.counters.stop();
  });

  it('report a rule that another program put first', async () => {
    await start();
    await handset.asRoot(['iptables', '-t', 'mangle', '-I', 'POSTROUTING', '-j', 'ACCEPT']);
    await datagram(443);
    const events = await handset.counters.read();
    await handset.asRoot(['iptables', '-t', 'mangle', '-D', 'POSTROUTING', '-j', 'ACCEPT']);
    const counter = events.find((event) => event.kind === 'packet-counter' && event.by === 'iptables');
    assert.ok(counter?.kind === 'packet-counter' && !counter.ok, JSON.stringify(events));
    assert.match(counter.detail, /'-A POSTROUTING -j ACCEPT' of another program/);
  });

  it('report a removed rule', async () => {
    await start();
    await handset.asRoot(['iptables', '-t', 'mangle', '-F', 'POSTROUTING']);
    const events = await handset.counters.read();
    assert.ok(
      events.some((event) => event.kind === 'packet-counter' && !event.ok),
      JSON.stringify(events),
    );
  });

  it('report counts of IPv6 that were reset', async () => {
    await handset.counters.stop();
    await start();
    await handset.asRoot(['ip6tables', '-t', 'mangle', '-Z']);
    const [counter] = await handset.counters.read();
    assert.ok(counter?.kind === 'packet-counter' && !counter.ok, JSON.stringify(counter));
    assert.match(counter.detail, /decreased/);
  });
});

describe('packet counters on the simulated handset with Android 15', function () {
  this.timeout(120_000);
  let rig: Rig;

  before(async () => {
    rig = await startRig({ speed: 20, flags: ['--android=15'] });
  });
  after(async () => assert.deepEqual(await rig?.stop(), []));

  it('are proven for an app without a process while it is an exception from power saving', async () => {
    const handset = await rig.openHandset();
    const before = await handset.shell(['dumpsys', 'deviceidle', 'whitelist']);
    const {
      uids: [uid = 0],
    } = await handset.install(await mint('3.4.0'));
    const packages = new Map([[uid, 'com.mi.globalbrowser.mini']]);
    const watched = { uids: [uid], known: [{ first: 0, last: 19_999 }] };
    const prove = async (named: boolean) => {
      await handset.counters.watch(named ? { ...watched, packages } : watched);
      const { events, proofs } = await handset.counters.prove();

      return {
        ok: events.map((event) => event.kind === 'packet-counter' && [event.by, event.ok]),
        netstats: proofs.find(({ by }) => by === 'netstats')?.uids,
      };
    };
    assert.deepEqual(await prove(false), {
      ok: [
        ['iptables', true],
        ['netstats', false],
        ['proc-net', true],
      ],
      netstats: undefined,
    });
    assert.deepEqual(await prove(true), {
      ok: [
        ['iptables', true],
        ['netstats', true],
        ['proc-net', true],
      ],
      netstats: [uid],
    });
    assert.equal(await handset.shell(['dumpsys', 'deviceidle', 'whitelist']), before);
    await handset.restore();
  });
});
