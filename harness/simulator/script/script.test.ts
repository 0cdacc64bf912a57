import assert from 'node:assert/strict';
import { createDecipheriv, createHash, generateKeyPairSync, privateDecrypt, constants } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BrowserApp, ScriptEvent, ScriptHost } from '../app.ts';
import type { InstalledPackage } from '../device.ts';
import { waitForQuiet } from '../net/in-flight.ts';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';
import { startScript } from './host.ts';

describe('the script of a simulated browser', function () {
  this.timeout(30_000);
  let device: BareDevice;
  let dataDir: string;
  let complaints: string;
  const hosts: ScriptHost[] = [];
  const installed = (name = 'com.example.browser', uid = 10_200): InstalledPackage =>
    ({
      package: name,
      uid,
      targetSdk: 29,
      signer: 'ab',
      dataDir: join(dataDir, name),
    }) as unknown as InstalledPackage;
  const packages = new Map<string, InstalledPackage>();

  beforeEach(async () => {
    device = await createBareDevice();
    dataDir = mkdtempSync(join(device.options.workDir, 'data-'));
    packages.clear();
    Object.assign(device.packages, { get: (name: string) => packages.get(name) });
    complaints = '';
  });
  const write = process.stderr.write.bind(process.stderr);
  before(() => {
    process.stderr.write = (text: string | Uint8Array) => {
      complaints += String(text);

      return true;
    };
  });
  after(() => {
    process.stderr.write = write;
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.stop({ forced: true });
    await device.stop();
  });

  const start = async (body: string): Promise<ScriptHost> => {
    const testApp = installed();
    const source =
      body.startsWith('export') || body.startsWith('import')
        ? body
        : `export default function (browser) {${body}\n}`;
    packages.set(testApp.package, { ...testApp, browser: { source } } as InstalledPackage);
    const app = {
      pid: 1,
      uid: testApp.uid,
      name: testApp.package,
      package: testApp.package,
      installed: testApp,
    } as BrowserApp;
    const host = await startScript(app, device, source);
    hosts.push(host);

    return host;
  };
  /** Runs an async expression in the script and returns its value, passed as JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- any JSON value
  const evaluate = async (expression: string, event: ScriptEvent = 'launch'): Promise<any> => {
    const host = await start(`browser.on('${event}', async (event) => {
      let said;
      try { said = { value: await (${expression}) }; } catch (error) { said = { error: error.name + ': ' + error.message }; }
      browser.settings.set('said', JSON.stringify(said));
    });`);
    await host.emit(event, { url: 'https://a.example/', private: true });
    const result = JSON.parse(String(host.getSetting('said')));
    if (result.error) throw new Error(result.error);

    return result.value;
  };
  const bytes = (value: Record<string, number>) => Buffer.from(Object.values(value));

  describe('is sandboxed', () => {
    const attempts: [string, string, unknown][] = [
      ['process', 'typeof process', 'undefined'],
      ['require', 'typeof require', 'undefined'],
      [
        'fetch, timers, console',
        '[typeof fetch, typeof setTimeout, typeof console].join()',
        'undefined,undefined,undefined',
      ],
      [
        'the host by a constructor',
        "browser.request.constructor.constructor('return typeof process')()",
        'undefined',
      ],
      ['the host function', 'typeof host', 'undefined'],
      [
        'a changed browser',
        "(() => { 'use strict'; try { browser.request = 1 } catch (e) { return e.name } })()",
        'TypeError',
      ],
      [
        'a changed part',
        "(() => { 'use strict'; try { browser.codec.gzip = 1 } catch (e) { return e.name } })()",
        'TypeError',
      ],
    ];
    for (const [title, expression, expected] of attempts) {
      it(`cannot have ${title}`, async () => assert.equal(await evaluate(expression), expected));
    }
    it('cannot import', async () => {
      await assert.rejects(start("import fs from 'fs'; export default () => {}"), { name: 'ScriptError' });
      await assert.rejects(evaluate("import('node:fs')"), /fs/);
    });
    it('names what is not modelled', async () => {
      await assert.rejects(evaluate('browser.vibrate(3)'), /not modelled: browser\.vibrate/);
      assert.deepEqual(
        device.unmodelled.list().map(({ what }) => what),
        ['browser.vibrate'],
      );
    });
    for (const [title, code] of [
      ['an endless loop', 'for (;;);'],
      ['an endless chain of promises', 'const spin = () => Promise.resolve().then(spin); await spin();'],
      ['an endless recursion', 'const dive = () => dive() + 1; dive();'],
      ['a memory bomb', 'const all = []; for (;;) all.push(new Uint8Array(1e6).fill(7));'],
      ['a string bomb', "let text = 'x'; for (;;) text += text;"],
    ]) {
      it(`stops ${title}, and keeps running`, async () => {
        const host = await start(
          `browser.on('launch', async () => { ${code} }); browser.on('search', () => browser.settings.set('alive', true));`,
        );
        device.clock.setFast(true);
        await host.emit('launch');
        assert.notEqual(complaints, '');
        await host.emit('search');
        assert.equal(host.getSetting('alive'), true);
      });
    }
    it('refuses an invalid script', async () => {
      await assert.rejects(start('export default 7'), /default export/);
      await assert.rejects(start('export default function ('), { name: 'ScriptError' });
    });
  });

  describe('events', () => {
    it('reach handlers in order, with their data, and are awaited', async () => {
      const host = await start(`
        const seen = [];
        browser.on('navigationStart', async (event) => { await 0; seen.push(1, event.url, event.private); });
        browser.on('navigationStart', () => { seen.push(2); browser.settings.set('seen', JSON.stringify(seen)); });`);
      await host.emit('navigationStart', { url: 'https://a.example/ü', private: false });
      assert.equal(host.getSetting('seen'), '[1,"https://a.example/ü",false,2]');
    });
    it('are awaited for at most five seconds of the handset', async () => {
      const host = await start("browser.on('kill', () => new Promise(() => {}))");
      device.clock.setFast(true);
      const from = device.clock.uptime();
      await host.emit('kill');
      const elapsedMs = device.clock.uptime() - from;
      assert.ok(elapsedMs >= 5000 && elapsedMs < 15_000, `${elapsedMs}`);
    });
    it('report errors in handlers, and continue', async () => {
      const host = await start(`
        browser.on('launch', () => { throw new RangeError('first'); });
        browser.on('launch', async () => { browser.after(1, async () => { throw new Error('later'); }); });
        browser.on('launch', () => browser.settings.set('third', 3));`);
      await host.emit('launch');
      assert.equal(host.getSetting('third'), 3);
      await device.clock.sleep(30);
      assert.match(
        complaints,
        /\[com\.example\.browser\] browser\.js failed in on launch: RangeError: first/,
      );
      assert.match(complaints, /failed in after: Error: later/);
    });
    it('of unknown names are refused', async () => {
      await assert.rejects(start("browser.on('lunch', () => 0)"), /no such event: lunch/);
    });
  });

  describe('time', () => {
    it('is handset time, pauses when frozen, ends with the process', async () => {
      const host = await start(`
        browser.on('launch', () => {
          browser.after(2000, () => browser.settings.set('two', browser.now()));
          browser.after(2000, () => browser.settings.set('never', 1))();
          browser.after(9000, () => browser.settings.set('nine', 1));
        });`);
      device.clock.setFast(true);
      await host.emit('launch');
      await host.emit('freeze');
      await device.clock.sleep(4000);
      assert.equal(host.getSetting('two'), undefined);
      await host.emit('thaw');
      // What was left of its time is still to pass.
      assert.equal(host.getSetting('two'), undefined);
      await device.clock.sleep(3000);
      assert.ok(Math.abs(Number(host.getSetting('two')) - device.clock.now()) < 5000);
      await host.stop();
      await device.clock.sleep(9000);
      assert.deepEqual([host.getSetting('never'), host.getSetting('nine')], [undefined, undefined]);
    });
  });

  it('counts its network calls as in flight, but not while it is frozen', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    device.tunnel(8080, (silent.address() as AddressInfo).port);
    try {
      const host = await start(`
        browser.on('launch', () => browser.after(3_600_000, () => 0));
        browser.on('search', () => browser.request({ url: 'http://127.0.0.1:8080/', timeout: 1500 }).catch(() => 0));`);
      await host.emit('launch');
      assert.deepEqual(await waitForQuiet(device, 1000), [], 'a timer of an hour is not in flight');
      const answered = host.emit('search');
      assert.deepEqual(await waitForQuiet(device, 300), [
        'tcp 127.0.0.1:8080 of UID 10200',
        'a request of com.example.browser',
      ]);
      await answered;
      assert.deepEqual(await waitForQuiet(device, 1000), []);
      const secondEvent = host.emit('search');
      await host.emit('freeze');
      assert.ok(!device.inFlight.list().includes('a request of com.example.browser'));
      await host.emit('thaw');
      await secondEvent;
    } finally {
      silent.close();
    }
  });

  it('holds the clock during its network calls', async () => {
    const slow = createHttpServer((_request, response) => setTimeout(() => response.end(), 500));
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    device.tunnel(8080, (slow.address() as AddressInfo).port);
    try {
      const host = await start(`browser.on('launch', async () => {
        const from = browser.now();
        await browser.request({ url: 'http://127.0.0.1:8080/' });
        browser.settings.set('took', browser.now() - from);
      });`);
      device.clock.setFast(true);
      await host.emit('launch');
      const elapsedMs = Number(host.getSetting('took'));
      assert.ok(
        elapsedMs >= 490 && elapsedMs < 5000,
        `${elapsedMs} ms of the handset's clock, at a speed of 20`,
      );
    } finally {
      slow.close();
    }
  });

  it('is not frozen after a thaw that overtakes the freeze', async () => {
    const host = await start(`
      browser.on('freeze', () => new Promise((resolve) => browser.after(1000, resolve)));
      browser.on('search', () => browser.settings.set('alive', true));`);
    device.clock.setFast(true);
    const freezing = host.emit('freeze');
    await host.emit('thaw');
    await freezing;
    await host.emit('search');
    assert.equal(host.getSetting('alive'), true);
  });

  describe('storage', () => {
    it('persists after the process, including bytes, until the data is cleared', async () => {
      const write = "browser.storage.set('a', { list: [1, new Uint8Array([2, 255])], text: 'ü\\u0000x' })";
      await evaluate(`(${write}, browser.storage.set('b', 1), browser.storage.delete('b'), 0)`);
      await hosts.pop()?.stop();
      const [a, keys, uuid] = await evaluate(
        "[browser.storage.get('a').list[1] instanceof Uint8Array && browser.storage.get('a').text, browser.storage.keys(), browser.identity.uuid]",
      );
      assert.deepEqual([a, keys], ['ü\0x', ['a']]);
      const [nextUuid, id] = await evaluate('[browser.identity.uuid, browser.identity.androidId]');
      assert.equal(nextUuid, uuid);
      for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true });
      assert.deepEqual(
        await evaluate("[browser.storage.get('a') === undefined, browser.identity.androidId]"),
        [true, id],
      );
      assert.notEqual(await evaluate('browser.identity.uuid'), uuid);
    });
    it('is not changed by changes to a read value', async () => {
      assert.deepEqual(
        await evaluate(
          "(browser.storage.set('q', [1]), browser.storage.get('q').push(2), browser.storage.get('q'))",
        ),
        [1],
      );
    });
    it('of a bound package is separate, with its own UID', async () => {
      packages.set('com.miui.analytics', installed('com.miui.analytics', 10_300));
      const from = device.packetLog.position();
      const result = await evaluate(`browser.bind('com.miui.analytics', async (message, service) => {
        service.storage.set('queue', message);
        const answer = await service.request({ url: 'https://tracking.example/', body: message.url });
        return [service.uid, answer.status, browser.storage.keys()];
      }).send({ url: event.url })`);
      assert.deepEqual(result, [10_300, 200, []]);
      const tcp = device.packetLog.since(from).filter((record) => record.protocol === 'tcp');
      assert.deepEqual(new Set(tcp.map((record) => record.uid)), new Set([10_300]));
      await assert.rejects(evaluate("browser.bind('com.absent', () => 0)"), /com\.absent is not installed/);
    });
  });

  describe('the network', () => {
    it('sends real requests, WebSocket messages, datagrams, TCP and lookups', async () => {
      const result = await evaluate(`(async () => {
        const text = (answer) => JSON.parse(browser.codec.utf8.decode(answer.body));
        const one = await browser.request({ url: 'https://x.example/a', body: 'b', headers: { 'X-A': 1 } });
        const two = await browser.request({ url: 'https://x.example/b', http: 2 });
        const socket = await browser.websocket('wss://x.example/live');
        await socket.send('hi');
        await socket.close();
        const gram = await browser.datagram({ host: '203.0.113.1', port: 9, body: 'x' });
        const raw = await browser.tcp({ host: 'x.example', port: 70, body: new Uint8Array([1]) });
        return [text(one), one.headers['content-type'], text(two).url, gram, raw.length, await browser.lookup('x.example')];
      })()`);
      assert.deepEqual(result.slice(0, 5), [
        { method: 'POST', url: 'https://x.example/a', body: 'b' },
        'application/json',
        'https://x.example/b',
        null,
        0,
      ]);
      assert.match(result[5], /^198\.1[89]\./);
    });
    it("rejects with Android's exceptions, and refuses unknown options", async () => {
      await assert.rejects(
        evaluate("browser.request({ url: 'https://x.invalid/' })"),
        /UnknownHostException/,
      );
      await assert.rejects(evaluate("browser.request({ url: 'x' })"), /MalformedURLException/);
      await assert.rejects(
        evaluate("browser.request({ url: 'https://x.example/', proxy: 'none' })"),
        /TypeError.*proxy/s,
      );
    });
    it('uses the proxy setting of the time when the process started', async () => {
      device.settings.put('global', 'http_proxy', '127.0.0.1:8080');
      assert.deepEqual(await evaluate('browser.network'), {
        type: 'WIFI',
        validated: true,
        metered: false,
        proxy: { host: '127.0.0.1', port: 8080 },
      });
      await assert.rejects(evaluate("browser.request({ url: 'https://x.example/' })"), /ConnectException/);
      assert.equal(
        await evaluate(
          "browser.request({ url: 'https://x.example/', network: 'direct' }).then((r) => r.status)",
        ),
        200,
      );
    });
  });

  describe('jobs', () => {
    const job = (options: string) => `
      browser.job({ everyMs: 5000, ${options} run: () => browser.storage.set('runs', (browser.storage.get('runs') ?? 0) + 1) });
      browser.on('search', () => browser.settings.set('runs', browser.storage.get('runs') ?? 0));`;
    const runs = async (host: ScriptHost) => {
      await host.emit('search');

      return host.getSetting('runs');
    };
    it('run in the process, but only while the network is validated', async () => {
      const host = await start(job("network: 'validated',"));
      device.clock.setFast(true);
      device.network.change({ validated: false });
      await device.clock.sleep(8000);
      assert.equal(await runs(host), 0);
      device.network.change({ validated: true });
      await device.clock.sleep(3000);
      assert.equal(await runs(host), 1);
    });
    for (const [title, options, forced, expected] of [
      ['outlive the process if they ask for it', 'afterExit: true,', false, true],
      ['end with the process otherwise', '', false, false],
      ['end when it is stopped by force', 'afterExit: true,', true, false],
    ] as const) {
      it(title, async () => {
        const host = await start(job(options));
        await host.stop({ forced });
        device.clock.setFast(true);
        // Seconds of the fast clock are milliseconds here, and a job needs some to start: what is to come gets more of them.
        await device.clock.sleep(expected ? 60_000 : 8000);
        device.clock.setFast(false);
        const later = await start(
          "browser.on('search', () => browser.settings.set('runs', browser.storage.get('runs') ?? 0))",
        );
        assert.equal((await runs(later)) !== 0, expected);
      });
    }
  });

  describe('codecs and cryptography', () => {
    it('are those of Node', async () => {
      const result = await evaluate(`(() => {
        const { codec, crypto } = browser;
        const round = (c) => codec.utf8.decode(c.decode(c.encode('wörds')));
        const key = codec.utf8.encode('0123456789abcdef');
        const box = (mode) => codec.utf8.decode(crypto.decrypt({ mode, key, iv: key, data: crypto.encrypt({ mode, key, iv: key, data: 'secret' }) }));
        return {
          rounds: ['base64', 'hex', 'gzip', 'deflate', 'brotli'].map((name) => round(codec[name])).join(),
          boxes: ['cbc', 'ecb', 'gcm'].map(box).join(),
          gzip: codec.gzip.encode('plain'),
          url: codec.url.encode('a b&ü') + codec.url.decode('%C3%BC'),
          md5: codec.hex.encode(crypto.digest('md5', 'x')),
          hmac: crypto.hmac('sha1', 'k', 'd').length,
          cbc: crypto.encrypt({ mode: 'cbc', key, iv: key, data: 'secret' }),
          random: crypto.random(9).length,
        };
      })()`);
      assert.equal(result.rounds, Array(5).fill('wörds').join());
      assert.equal(result.boxes, 'secret,secret,secret');
      assert.equal(gunzipSync(bytes(result.gzip)).toString(), 'plain');
      assert.equal(result.url, 'a%20b%26%C3%BCü');
      assert.equal(result.md5, createHash('md5').update('x').digest('hex'));
      assert.deepEqual([result.hmac, result.random], [20, 9]);
      const key = Buffer.from('0123456789abcdef');
      const decipher = createDecipheriv('aes-128-cbc', key, key);
      assert.equal(
        Buffer.concat([decipher.update(bytes(result.cbc)), decipher.final()]).toString(),
        'secret',
      );
    });
    it('encrypt for an RSA key', async () => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      const box = await evaluate(`browser.crypto.rsaEncrypt('${spki}', 'k', 'oaep')`);
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      assert.equal(privateDecrypt({ key: privateKey, padding }, bytes(box)).toString(), 'k');
    });
    it('refuse a decompression bomb', async () => {
      const bomb = "browser.codec.gzip.decode(browser.codec.gzip.encode('x'.repeat(17 * 1024 * 1024)))";
      await assert.rejects(evaluate(bomb), /larger than|RangeError/);
    });
  });
});
