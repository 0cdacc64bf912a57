import assert from 'node:assert/strict';
import { waitUntil } from '../../handset/testing/wait-until.ts';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';
import { startNetworkMonitor } from './network-monitor.ts';

const STORE = '/apex/com.android.conscrypt/cacerts';

describe('the network stack of a simulated handset', () => {
  let device: BareDevice;
  let monitor: { stop(): void };
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    device = await createBareDevice({
      android: 14,
      respond: ({ url, headers }) => {
        asked.push(`${url} ${headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? ''}`);

        return { status: 204, headers: [], body: new Uint8Array(), responder: 'probe/test' };
      },
    });
    monitor = startNetworkMonitor(device);
    device.tunnel(8080, device.network.internetPort);
  });
  afterEach(async () => {
    monitor.stop();
    await device.stop();
  });
  const setProxy = () => device.settings.put('global', 'http_proxy', '127.0.0.1:8080');
  const state = () => [device.network.validated, device.network.partial];
  const becomes = async (validated: boolean, partial: boolean) =>
    await waitUntil(
      async () => JSON.stringify(state()) === JSON.stringify([validated, partial]),
      `validated ${validated}, partial ${partial}`,
      10_000,
    );

  it('keeps the network validated if the probe over HTTPS succeeds through the proxy', async () => {
    setProxy();
    await waitUntil(async () => asked.length === 2, 'both probes', 10_000);
    await becomes(true, false);
    assert.deepEqual(asked.toSorted(), [
      'http://connectivitycheck.gstatic.com/generate_204 Dalvik/2.1.0 (Linux; U; Android 14; Simulated handset)',
      'https://www.google.com/generate_204 Dalvik/2.1.0 (Linux; U; Android 14; Simulated handset)',
    ]);
  });

  it('has partial connectivity while it does not trust the proxy, and checks again', async () => {
    const [name = ''] = device.files.list(STORE) ?? [];
    const root = device.files.read(`${STORE}/${name}`) ?? new Uint8Array();
    for (const folder of device.rules.systemStores) device.files.remove(`${folder}/${name}`, false);
    setProxy();
    await becomes(false, true);
    device.files.write(`${STORE}/${name}`, root);
    await becomes(true, false);
  });

  it('has no connectivity if neither probe succeeds', async () => {
    device.settings.put('global', 'http_proxy', '127.0.0.1:8081');
    await becomes(false, false);
  });
});
