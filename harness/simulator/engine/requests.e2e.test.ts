import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { browserSchema } from '../../model/browser.ts';
import type { OriginResponse } from '../../model/origin.ts';
import type { BrowserApp, WebEngine } from '../app.ts';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';
import { launchEngine } from './engine.ts';

/** Each asks a host of its own for something, named after the way in which it asks. */
const WAYS = [
  '<link rel=stylesheet href="//css.example/a">',
  '<style>@font-face { font-family: f; src: url(//font.example/a) } p { font-family: f }</style><p>text</p>',
  '<div style="background: url(//background.example/a)">text</div>',
  '<link rel=preload as=script href="//preload.example/a"><link rel=prefetch href="//prefetch.example/a">',
  '<link rel=modulepreload href="//modulepreload.example/a"><script type=module src="//module.example/a"></script>',
  '<img src="//image.example/a"><video src="//video.example/a"></video><object data="//object.example/a"></object>',
  '<iframe src="//frame.example/frame"></iframe>',
  '<form id=form action="//form.example/" target=target></form><iframe name=target></iframe>',
  `<script>
    form.submit();
    fetch('//fetch.example/').catch(() => 0);
    fetch('//keepalive.example/', { method: 'POST', keepalive: true }).catch(() => 0);
    import('//import.example/a').catch(() => 0);
    navigator.sendBeacon('//beacon.example/', 'x');
    new EventSource('//events.example/');
    new WebSocket('wss://socket.example/');
    const request = new XMLHttpRequest();
    request.open('PUT', '//preflight.example/');
    request.setRequestHeader('x-header', 'x');
    request.send('x');
    new Worker(URL.createObjectURL(new Blob(["fetch('https://worker.example/').catch(() => 0); new WebSocket('wss://worker-socket.example/')"])));
    new SharedWorker('/shared-worker.js');
    navigator.serviceWorker.register('/service-worker.js');
  </script>`,
];
const SHARED = 'shared-worker.example';
const REPORTS = 'content-security-policy-report-only';
const HOSTS = [
  ...new Set([...WAYS.join().matchAll(/[a-z-]+\.example/g)].map(([host]) => host)),
  'frame-fetch.example',
  'service-worker.example',
  'policy-report.example',
  'link-header.example',
];
/** WebRTC speaks TCP to a TURN server of the page's choice, and devtools reports nothing of it. */
const UNREPORTED = `<script>
  const peer = new RTCPeerConnection({
    iceServers: [{ urls: 'turn:turn.example:443?transport=tcp', username: 'a', credential: 'b' }],
  });
  peer.createDataChannel('channel');
  peer.createOffer().then((offer) => peer.setLocalDescription(offer));
</script>`;

describe('the requests of the web engine, in every version', function () {
  this.timeout(60_000);
  let device: BareDevice;
  let engine: WebEngine;
  /** Hosts that a connection was opened to on the handset's network. */
  const connected = new Set<string>();
  const page = (body: string, ...headers: [string, string][]): OriginResponse => ({
    status: 200,
    headers: [['content-type', 'text/html'], ['access-control-allow-origin', '*'], ...headers],
    body: Buffer.from(body),
    responder: 'test',
  });
  const script = (body: string): OriginResponse => ({
    ...page(body),
    headers: [['content-type', 'text/javascript']],
  });

  before(async () => {
    device = await createBareDevice({
      respond({ url }) {
        const { hostname, pathname } = new URL(url);
        const fetches = (host: string) => `fetch('https://${host}/').catch(() => 0)`;
        if (pathname === '/frame') return page(`<script>${fetches('frame-fetch.example')}</script>`);
        if (pathname === '/shared-worker.js') return script(fetches(SHARED));
        if (pathname === '/service-worker.js') return script(fetches('service-worker.example'));
        if (hostname === 'unreported.example') return page(UNREPORTED);
        if (hostname !== 'ways.example') return page('');

        return page(
          WAYS.join('\n'),
          [REPORTS, "img-src 'none'; report-uri https://policy-report.example/"],
          ['link', '<https://link-header.example/a>; rel=preload; as=script'],
        );
      },
    });
    const connect = device.network.connect;
    device.network.connect = (target) => {
      connected.add(target.host);

      return connect(target);
    };
    const declaration = browserSchema.parse({
      family: 'mint',
      package: 'com.example.browser',
      versionName: '1',
      versionCode: 1,
      activity: 'a.B',
      engine: {},
    });
    const app = { pid: 1, uid: 10_200, name: 'a', package: 'a', declaration, installed: { targetSdk: 29 } };
    engine = await launchEngine(app as unknown as BrowserApp, device);
  });
  after(async () => {
    await engine.close();
    await device.stop();
  });

  for (const isPrivate of [false, true]) {
    it(`of a ${isPrivate ? 'private' : 'normal'} page are all sent, by every API`, async () => {
      connected.clear();
      const tab = await engine.openTab({ private: isPrivate });
      await tab.navigate('https://ways.example/', 'typed');
      const missing = () => HOSTS.filter((host) => !connected.has(host));
      for (let tries = 0; tries < 100 && missing().length > 0; tries++) await delay(100);
      await tab.close();

      assert.deepEqual(missing(), []);
      assert.deepEqual(
        device.network
          .unreportedHosts()
          .filter((host) => /\.example:/.test(host) && host !== `${SHARED}:443`),
        [],
      );
      // Some headless shells attach devtools to a shared worker only in the first context.
      assert.ok(connected.has(SHARED) || device.network.unreportedHosts().includes(`${SHARED}:443`));
    });
  }

  it('are not sent if devtools reports no page for them, and do not count as its own', async () => {
    const tab = await engine.openTab({ private: true });
    await tab.navigate('https://unreported.example/', 'typed');
    await delay(3000);
    await engine.close();

    assert.ok(!connected.has('turn.example'));
    assert.deepEqual(
      [device.network.unreportedHosts(), device.network.engineHosts()].map((hosts) =>
        hosts.filter((host) => /\.example:/.test(host) && host !== `${SHARED}:443`),
      ),
      [['turn.example:443'], []],
    );
  });

  it('of its own were never sent', () => {
    assert.deepEqual(
      [...connected].filter((host) => !host.endsWith('.example')),
      [],
    );
  });
});
