import assert from 'node:assert/strict';
import { rulesOf } from '../android.ts';
import { createChaos } from '../chaos.ts';
import { createNetStats } from '../system/net-stats.ts';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';
import { blockingReason, type FirewallDevice } from './background-firewall.ts';

const UID = 10_123;

describe("Android's firewall for apps in the background", () => {
  let device: BareDevice;
  const send = (uid: number) =>
    device.network.datagram({ uid, host: '192.0.2.9', port: 443, body: Buffer.from('x') });
  const runs = (uid: number): void => void Object.assign(device.activities, { processes: () => [{ uid }] });
  const counted = () => {
    const stats = createNetStats(device.packetLog, device.clock).uids();
    const filter = device.packetFilters[4].chains('mangle').find(({ name }) => name === 'POSTROUTING');

    return {
      netstats: stats.find(({ uid }) => uid === UID)?.counts.txPackets ?? 0,
      iptables: filter?.policy?.packets,
    };
  };
  afterEach(() => device.stop());

  for (const [android, runningUid, exception, drops] of [
    [14, undefined, undefined, false],
    [15, undefined, undefined, true],
    [15, UID, undefined, false],
    [15, UID + 1, undefined, true],
    [15, undefined, 'com.example.browser', false],
    [16, undefined, undefined, true],
  ] as const)
    it(`${drops ? 'drops' : 'passes'} packets on Android ${android} ${runningUid === UID ? 'with' : 'without'} a process${exception ? ' as an exception' : ''}`, async () => {
      device = await createBareDevice({ android });
      if (runningUid !== undefined) runs(runningUid);
      Object.assign(device.packages, { list: () => [{ package: 'com.example.browser', uid: UID }] });
      if (exception) device.dozeExceptions.add(exception);
      const before = counted().iptables ?? 0;
      if (drops) await assert.rejects(send(UID), /EPERM/);
      else await send(UID);
      const { netstats, iptables = 0 } = counted();
      assert.deepEqual([netstats, iptables - before], [drops ? 0 : 1, 1]);
    });

  it('exempts the platform, and lets connections of apps time out', async () => {
    device = await createBareDevice({ android: 15 });
    await send(1000);
    device.clock.setFast(true);
    await assert.rejects(device.network.connect({ uid: UID, host: '192.0.2.9', port: 443 }), {
      name: 'SocketTimeoutException',
    });
  });
});

describe('Doze', () => {
  const app = { package: 'com.example.browser', uid: UID };
  const device = (front: string, exceptions: readonly string[] = []): FirewallDevice => {
    const chaos = createChaos();
    chaos.set('doze', true);

    return {
      rules: rulesOf(13),
      chaos,
      packages: { list: () => [app] },
      activities: { focused: () => ({ package: front, activity: 'Main' }), processes: () => [{ uid: UID }] },
      dozeExceptions: new Set(exceptions),
    } as unknown as FirewallDevice;
  };

  it('leaves a network to the app in front, to exceptions and to the platform', () => {
    assert.equal(blockingReason(device('com.android.launcher3'), UID), 'DOZE');
    assert.equal(blockingReason(device(app.package), UID), undefined);
    assert.equal(blockingReason(device('com.android.launcher3', [app.package]), UID), undefined);
    assert.equal(blockingReason(device('com.android.launcher3'), 1000), undefined);
  });
});
