import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { browserSchema } from '../../model/browser.ts';
import type { OriginRequest, Responder } from '../../model/origin.ts';
import type { BrowserApp, NavigationKind, Tab, WebEngine } from '../app.ts';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';
import { createSinkAuthority, subjectHashOld } from '../net/certificates.ts';
import { userCertificates } from '../net/trust.ts';
import { launchEngine } from './engine.ts';

const pages: Record<string, string> = {
  '/': '<title>Home</title><meta name=viewport content="width=device-width"><body style="margin:0"><a href="/next" style="display:block;height:200px">next page</a><p style="height:4000px">words on it</p>',
  '/next':
    '<title>Next</title>the next page<img src="https://tracker.ads.example/pixel"><script>fetch("//cdn.example/x")</script>',
  '/late': '<title>One</title><script>setTimeout(() => { document.title = "Two" }, 50)</script>',
  '/form': '<title>Form</title><form action="/sent"><input name=q autofocus></form>',
  '/sent': '<title>Sent</title>thank you',
  '/popup':
    '<title>P</title><meta name=viewport content="width=device-width"><body style="margin:0"><a href="/next" target=_blank style="display:block;height:200px">new</a>',
  '/cookie':
    '<script>document.title = document.cookie || "none"; document.cookie = "seen=1; max-age=999"</script>',
};

describe('the web engine of a simulated browser', function () {
  this.timeout(60_000);
  const requests: OriginRequest[] = [];
  const respond: Responder = (request) => {
    requests.push(request);
    const { pathname } = new URL(request.url);
    const answer = (status: number, body: string, ...headers: [string, string][]) => ({
      status,
      headers: [['content-type', 'text/html'] as [string, string], ...headers],
      body: Buffer.from(body),
      responder: 'test',
    });
    if (pathname === '/redirect') return answer(302, '', ['location', '/next']);
    if (pathname === '/file') return answer(200, 'x', ['content-disposition', 'attachment; filename=a.bin']);
    const page = pages[pathname];

    return page === undefined ? answer(404, '') : answer(200, page);
  };
  let device: BareDevice;
  before(async () => {
    device = await createBareDevice({ respond });
  });
  after(() => device.stop());

  const appOf = (engine: object = {}, targetSdk = 29): BrowserApp => {
    const declaration = browserSchema.parse({
      family: 'mint',
      package: 'com.example.browser',
      versionName: '1',
      versionCode: 1,
      activity: 'a.B',
      engine,
    });

    return {
      pid: 1,
      uid: 10_200,
      name: declaration.package,
      package: declaration.package,
      declaration,
      installed: { targetSdk } as never,
    };
  };

  describe('without a proxy', () => {
    let engine: WebEngine;
    let tab: Tab;
    let events: string[] = [];
    const watch = (which: Tab) => {
      which.on('navigationStart', ({ url, how }) => events.push(`start ${new URL(url).pathname} ${how}`));
      which.on('redirect', ({ url, how }) => events.push(`redirect ${new URL(url).pathname} ${how}`));
      which.on('navigationFinish', ({ url, title, how }) =>
        events.push(`finish ${new URL(url).pathname} ${title} ${how}`),
      );
      which.on('titleChanged', ({ title }) => events.push(`title ${title}`));
      which.on('formSubmit', ({ text }) => events.push(`submit ${text}`));
      which.on('download', ({ url }) => events.push(`download ${new URL(url).pathname}`));
      which.on('navigationFailed', ({ error }) => events.push(`failed ${error}`));
    };
    const until = async (event: string) => {
      for (let tries = 0; tries < 200 && !events.includes(event); tries += 1)
        await new Promise((r) => setTimeout(r, 20));
      assert.ok(events.includes(event), `${event} in ${JSON.stringify(events)}`);
    };
    before(async () => {
      engine = await launchEngine(appOf({ blocks: ['ads.example'], userAgent: 'Test/1.0 Mobile' }), device);
      tab = await engine.openTab({ private: false });
      watch(tab);
    });
    beforeEach(() => {
      events = [];
      requests.length = 0;
    });
    after(() => engine.close());

    it('loads a page and reports it in order, with its text', async () => {
      let text = '';
      tab.on('pageText', (event) => {
        text = event.text;
      });
      await tab.navigate('https://site.example/', 'typed');
      assert.deepEqual(events, ['start / typed', 'title Home', 'finish / Home typed']);
      assert.match(text, /next page\s+words on it/);
      assert.equal(tab.url, 'https://site.example/');
      assert.equal(tab.loading, false);
    });

    it('looks like a phone to the page', async () => {
      await tab.navigate('https://site.example/', 'typed');
      const headers = Object.fromEntries(
        (requests[0]?.headers ?? []).map(([name, value]) => [name.toLowerCase(), value]),
      );
      assert.equal(headers['user-agent'], 'Test/1.0 Mobile');
      assert.equal(headers['accept-language'], 'en-US,en;q=0.9');
      assert.deepEqual(
        Object.keys(headers).filter((name) => name.startsWith('sec-ch-ua')),
        [],
      );
      const png = await tab.screenshot();
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1080, 1960]);
    });

    it('appears in the packet log, on wlan0', async () => {
      const from = device.packetLog.position();
      await tab.navigate('https://log.example/', 'typed');
      const records = device.packetLog.since(from);
      assert.ok(
        records.some(
          (record) => record.uid === 10_200 && record.iface === 'wlan0' && record.remotePort === 443,
        ),
      );
      assert.ok(records.every((record) => record.iface === 'wlan0'));
    });

    it('follows a tapped link, blocks ads, goes back', async () => {
      await tab.navigate('https://site.example/', 'typed');
      events = [];
      await tab.tap(300, 200);
      await until('finish /next Next link');
      assert.equal(events[0], 'start /next link');
      assert.ok(!requests.some((request) => request.url.includes('tracker.ads.example')));
      const fetched = () => requests.some((request) => request.url === 'https://cdn.example/x');
      for (let tries = 0; tries < 100 && !fetched(); tries += 1) await new Promise((r) => setTimeout(r, 20));
      assert.ok(fetched());
      assert.equal(await tab.back(), true);
      assert.equal(tab.title, 'Home');
    });

    it('reports redirects, late titles, forms, downloads and failures', async () => {
      await tab.navigate('https://site.example/redirect', 'pasted');
      assert.deepEqual(events, [
        'start /redirect pasted',
        'redirect /next pasted',
        'title Next',
        'finish /next Next pasted',
      ]);
      await tab.navigate('https://site.example/late', 'intent');
      await until('title Two');
      await tab.navigate('https://site.example/form', 'typed');
      await tab.type('secret words\n');
      await until('finish /sent Sent link');
      assert.ok(events.includes('submit secret words'));
      assert.ok(requests.some((request) => request.url.endsWith('/sent?q=secret+words')));
      await tab.navigate('https://site.example/file', 'typed');
      await until('download /file');
      assert.equal(tab.loading, false);
      events = [];
      await tab.navigate('https://nowhere.invalid/', 'typed');
      assert.equal(events.length, 2);
      assert.match(events[1] ?? '', /^failed net::ERR_/);
    });

    it('opens new windows of a page in the same tab', async () => {
      await tab.navigate('https://site.example/popup', 'typed');
      await tab.tap(300, 200);
      await until('finish /next Next link');
      assert.equal(tab.url, 'https://site.example/next');
    });

    it('handles overlapping navigations', async () => {
      const kinds: NavigationKind[] = ['typed', 'pasted', 'intent'];
      await Promise.all(kinds.map((how, at) => tab.navigate(`https://site.example/?${at}`, how)));
      await tab.navigate('https://site.example/next', 'typed');
      assert.equal(tab.title, 'Next');
      assert.equal(events.at(-1), 'finish /next Next typed');
      await Promise.all([tab.back(), tab.reload(), tab.scroll(0, 500)]);
    });

    it('isolates private tabs, and clears their data after the last one', async () => {
      const titleIn = async (which: Tab) => {
        await which.navigate('https://site.example/cookie', 'typed');

        return which.title;
      };
      assert.equal(await titleIn(tab), 'none');
      assert.equal(await titleIn(tab), 'seen=1');
      const [first, second] = [
        await engine.openTab({ private: true }),
        await engine.openTab({ private: true }),
      ];
      assert.deepEqual([await titleIn(first), await titleIn(second)], ['none', 'seen=1']);
      await first.close();
      await second.close();
      const third = await engine.openTab({ private: true });
      assert.equal(await titleIn(third), 'none');
      await third.close();
    });
  });

  describe('with a proxy', () => {
    let world: BareDevice;
    let proxy: Server;
    const connects: string[] = [];
    const rootFile = (store: string) => `${store}/${subjectHashOld(pem())}.1`;
    const pem = () => world.network.trustedRoots({ targetSdk: 29, pid: 0 }, 'pinned')[0] ?? '';
    before(async () => {
      world = await createBareDevice({ respond, authority: createSinkAuthority() });
      proxy = createServer((socket: Socket) => {
        socket.on('error', () => socket.destroy());
        socket.once('data', (head) => {
          const host = /^CONNECT ([^:]+):(\d+)/.exec(head.toString())?.[1] ?? '';
          connects.push(host || head.toString().split('\r\n')[0] || '');
          if (host === '') {
            socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
            return;
          }
          void world.network.connect({ uid: 1, host, port: 443, ip: '203.0.113.1' }).then((stream) => {
            socket.write('HTTP/1.1 200 OK\r\n\r\n');
            stream.on('error', () => socket.destroy());
            socket.pipe(stream).pipe(socket);
          });
        });
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      device.tunnel(8080, (proxy.address() as { port: number }).port);
      device.settings.put('global', 'http_proxy', '127.0.0.1:8080');
    });
    after(async () => {
      proxy.close();
      await world.stop();
      device.settings.put('global', 'http_proxy', ':0');
    });

    const failureOf = async (app: BrowserApp): Promise<string> => {
      const engine = await launchEngine(app, device);
      const tab = await engine.openTab({ private: true });
      let failure = 'none';
      tab.on('navigationFailed', ({ error }) => {
        failure = error;
      });
      const from = device.packetLog.position();
      await tab.navigate('https://proxied.example/next', 'typed');
      await tab.navigate('http://plain.example/', 'typed');
      await engine.close();
      const ifaces = new Set(device.packetLog.since(from).map((record) => record.iface));
      assert.deepEqual(ifaces, new Set(['lo']));

      return failure;
    };

    it('uses only the proxy, and trusts by its declaration and the stores', async () => {
      const untrusted = 'net::ERR_CERT_AUTHORITY_INVALID';
      assert.equal(await failureOf(appOf()), untrusted);
      assert.ok(connects.includes('proxied.example'));
      assert.ok(connects.includes('GET http://plain.example/ HTTP/1.1'));
      const system = '/system/etc/security/cacerts';
      device.files.write(`${system}/${subjectHashOld(pem())}.1`, Buffer.from(pem()));
      assert.equal(await failureOf(appOf()), 'none');
      assert.equal(await failureOf(appOf({ trust: 'chrome-root-store' })), untrusted);
      device.files.remove(rootFile(system), false);
      const user = rootFile(userCertificates).replace(/1$/, '0');
      device.files.write(user, Buffer.from(pem()));
      assert.equal(await failureOf(appOf()), untrusted);
      assert.equal(await failureOf(appOf({ trust: 'chrome-root-store' })), 'none');
      assert.deepEqual(
        connects.filter((host) => !/proxied|plain|cdn|ads/.test(host)),
        [],
      );
    });
  });

  it('keeps running after its last tab', async () => {
    const engine = await launchEngine(appOf(), device);
    for (const isPrivate of [false, true, false]) {
      const tab = await engine.openTab({ private: isPrivate });
      await tab.navigate('https://site.example/next', 'typed');
      assert.equal(tab.title, 'Next');
      await tab.close();
    }
    await engine.close();
  });

  it('ends with the process that started it, however that ends', async () => {
    const start = `
      import { startChromium } from ${JSON.stringify(join(import.meta.dirname, 'chromium.ts'))};
      const options = { workDir: ${JSON.stringify(device.options.workDir)}, proxyServer: 'socks5://127.0.0.1:9', userAgent: 'x', trustedSpkis: [] };
      const { pid, cdp } = startChromium(options);
      await cdp.send('Browser.getVersion');
      console.log(pid);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', start], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    process.kill(pid, 0);
    child.kill('SIGKILL');
    const isThere = () => {
      try {
        process.kill(pid, 0);

        return true;
      } catch {
        return false;
      }
    };
    for (let tries = 0; tries < 100 && isThere(); tries += 1) await new Promise((r) => setTimeout(r, 50));
    assert.equal(isThere(), false);
    for (const left of readdirSync(device.options.workDir)) {
      rmSync(join(device.options.workDir, left), { recursive: true, maxRetries: 20, retryDelay: 100 });
    }
  });

  it('reports that it was killed, and removes its files', async () => {
    const engine = await launchEngine(appOf(), device);
    await engine.openTab({ private: false });
    process.kill(engine.pid, 'SIGKILL');
    assert.equal(await engine.crashed, 'SIGKILL');
    await engine.close();
    assert.deepEqual(readdirSync(device.options.workDir), []);
  });
});
