import assert from 'node:assert/strict';
import { type Recorder, startRecorder } from '../capture/recorder.ts';
import { createInternet } from '../origins/internet.ts';
import { createSinkAuthority } from '../simulator/net/certificates.ts';
import { type Noise, startNoise } from '../simulator/net/noise.ts';
import { type BareDevice, createBareDevice } from '../simulator/testing/bare-device.ts';
import { waitUntil } from './testing/wait-until.ts';

/** Other apps of a phone whose traffic goes to the recorder. They trust its authority. */
describe('other apps of a phone under test', function () {
  this.timeout(60_000);
  let recorder: Recorder;
  let device: BareDevice;
  let noise: Noise;

  beforeEach(async () => {
    const authority = createSinkAuthority();
    const internet = createInternet({ responders: [] });
    recorder = await startRecorder({
      ca: authority,
      respond: internet.respond,
      exceptions: internet.forAnyApp,
    });
    device = await createBareDevice({ respond: internet.respond, speed: 300, authority });
    device.tunnel(8080, recorder.port);
    device.settings.put('global', 'http_proxy', '127.0.0.1:8080');
    device.clock.setFast(true);
  });
  afterEach(async () => {
    await noise.stop();
    await device.stop();
    await recorder.stop();
  });
  const start = (): void => {
    const apps = ['com.example.one', 'com.example.two'].map((name, at) => ({
      package: name,
      uid: 10_900 + at,
      targetSdk: 33,
    }));
    noise = startNoise(device, apps as unknown as Parameters<typeof startNoise>[1]);
  };

  it('get no answer from the recorder, which records the hosts', async () => {
    recorder.refuseUnredirected(true);
    start();
    await waitUntil(async () => noise.counts().requests >= 3, 'three requests', 30_000);
    assert.equal(noise.counts().answers, 0);
    const refused = recorder
      .since()
      .events.flatMap((event) => (event.kind === 'tls-refused' ? [event.sni] : []));
    assert.ok(refused.includes('events.one.example'), JSON.stringify(refused));
    assert.deepEqual(recorder.since().entries, []);
  });

  it('get answers where nobody knows whose traffic it is', async () => {
    start();
    await waitUntil(async () => noise.counts().answers >= 2, 'two answers', 30_000);
    assert.ok(recorder.since().entries.length >= 2);
  });
});
