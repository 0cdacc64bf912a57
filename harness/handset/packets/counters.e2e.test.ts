import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Handset, openHandset } from '../handset.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { type Rig, startRig } from '../testing/rig.ts';

type Around = Extract<VisibilityEvent, { kind: 'around-recorder' }>;
const isAround = (event: VisibilityEvent): event is Around => event.kind === 'around-recorder';

const APK = resolve(import.meta.dirname, '../../../apks/simulated/mint-3.4.0.apk');

describe('packet counters on the simulated handset', function () {
  this.timeout(120_000);
  let rig: Rig;
  let handset: Handset;
  let uid: number;

  before(async () => {
    rig = await startRig({ speed: 20 });
    handset = await openHandset({
      session: await rig.openSession(),
      serial: rig.serial,
      adb: rig.adb,
      journalDir: rig.journalDir,
      log: () => {},
    });
    const sha256 = createHash('sha256')
      .update(await readFile(APK))
      .digest('hex');
    const { uids } = await handset.install({ file: APK, package: 'com.mi.globalbrowser.mini', sha256 });
    assert.ok(uids[0] !== undefined);
    [uid] = uids;
  });
  after(async () => {
    await handset?.restore();
    assert.deepEqual(await rig?.stop(), []);
  });
  const datagram = (port: number): Promise<string> =>
    handset.phone.asUser(uid, { raw: `echo x | nc -u -q 1 -w 1 192.0.2.1 ${port}` });

  it('see a datagram that leaves around the recorder, each by itself, and not one sent before', async () => {
    await datagram(443);
    const proofs = await handset.counters.watch([uid]);
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

  it('see that a rule was taken away', async () => {
    await handset.counters.watch([uid]);
    await handset.asRoot(['iptables', '-t', 'mangle', '-F', 'OUTPUT']);
    const events = await handset.counters.read();
    assert.ok(
      events.some((event) => event.kind === 'packet-counter' && !event.ok),
      JSON.stringify(events),
    );
  });
});
