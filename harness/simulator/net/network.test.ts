import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';
import type { NativeApp } from './app-stack.ts';
import {
  createConnectionPool,
  type NativeRequest,
  type NativeResponse,
  sendNativeRequest,
} from './native-request.ts';
import { exchangeTcp, lookupOverHttps, openNativeWebSocket } from './native-stream.ts';
import { createSinkAuthority, subjectHashOld } from './certificates.ts';
import { type trustedRoots, userCertificates } from './trust.ts';

const app: NativeApp = { pid: 0, uid: 10123, targetSdk: 29, proxy: undefined };
const usual = {
  method: 'GET',
  headers: {},
  body: new Uint8Array(),
  http: 1,
  network: 'platform',
  trust: 'system',
  timeout: 5000,
} as const;
const text = (response: NativeResponse) => JSON.parse(Buffer.from(response.body).toString());

describe('the network of a simulated handset', () => {
  let device: BareDevice;
  const pool = createConnectionPool();
  const send = (options: Partial<NativeRequest> & { url: URL }, sender = app) =>
    sendNativeRequest(device, sender, pool, { ...usual, ...options });
  before(async () => {
    device = await createBareDevice();
  });
  after(async () => {
    pool.close();
    await device.stop();
  });

  describe('around the proxy', () => {
    for (const http of [1, 2] as const) {
      it(`reaches any name over TLS and HTTP/${http}`, async () => {
        const body = Buffer.from('x'.repeat(100_000));
        const response = await send({
          url: new URL('https://any.example/a?b=c'),
          method: 'POST',
          body,
          http,
        });
        assert.equal(response.status, 200);
        assert.deepEqual(text(response), {
          method: 'POST',
          url: 'https://any.example/a?b=c',
          body: String(body),
        });
      });
    }

    it('sends plain HTTP, on other ports, to addresses and over IPv6, and records it in the packet log', async () => {
      const from = device.packetLog.position();
      const url = new URL('http://[2001:db8::7]:8123/x');
      const response = await send({ url, uid: 1012345, method: 'POST', body: Buffer.alloc(3000, 'y') });
      assert.equal(text(response).url, 'http://[2001:db8::7]:8123/x');
      const records = device.packetLog.since(from);
      assert.ok(records.every((record) => record.uid === 1012345 && record.iface === 'wlan0'));
      assert.ok(records.every((record) => record.family === 6 && record.remoteAddress === '2001:db8::7'));
      assert.ok(records.every((record) => record.remotePort === 8123 && record.protocol === 'tcp'));
      const out = records.filter((record) => record.direction === 'out');
      assert.ok(out.reduce((sum, record) => sum + record.bytes, 0) > 3000);
      assert.ok(out.reduce((sum, record) => sum + record.packets, 0) >= 3 + 2);
    });

    it('asks the resolver before it connects to a name, with the UID of netd', async () => {
      const from = device.packetLog.position();
      await send({ url: new URL('https://resolved.example/') });
      const [question] = device.packetLog.since(from);
      assert.equal(question?.protocol, 'udp');
      assert.equal(question?.remotePort, 53);
      assert.equal(question?.uid, 1051);
      assert.equal(question?.chargedTo, app.uid);
      const address = await device.network.lookup('resolved.example', { uid: app.uid });
      assert.ok(
        device.packetLog
          .since(from)
          .some((record) => record.remoteAddress === address && record.remotePort === 443),
      );
    });

    it('asks no resolver if the address is given', async () => {
      const from = device.packetLog.position();
      await send({ url: new URL('https://given.example/'), ip: '203.0.113.9' });
      assert.deepEqual(
        new Set(device.packetLog.since(from).map((record) => record.remoteAddress)),
        new Set(['203.0.113.9']),
      );
    });

    it('shares connections only within a pool', async () => {
      for (const http of [1, 2] as const) {
        const opened = async (name: string | undefined) => {
          const from = device.packetLog.position();
          for (const path of ['a', 'b']) {
            await send({ url: new URL(`https://pool${http}.example/${path}`), pool: name, http });
          }

          return device.packetLog
            .since(from)
            .filter((record) => record.protocol === 'udp' && record.direction === 'out').length;
        };
        assert.equal(await opened('telemetry'), 1);
        assert.equal(await opened(undefined), 2);
      }
    });

    it('accepts raw TCP, TLS and WebSockets, and counts datagrams', async () => {
      const raw = {
        host: 'raw.example',
        port: 9999,
        network: 'direct',
        trust: 'system',
        timeout: 5000,
      } as const;
      const from = device.packetLog.position();
      assert.equal(
        (await exchangeTcp(device, app, { ...raw, body: Buffer.from([1, 2, 3]), tls: false })).length,
        0,
      );
      assert.ok(device.packetLog.since(from).some((record) => record.remotePort === 9999));
      for (const scheme of ['ws', 'wss']) {
        const url = new URL(`${scheme}://socket.example/live`);
        const socket = await openNativeWebSocket(device, app, { ...usual, url, headers: {} });
        await new Promise<void>((resolve) => socket.send('hello', () => resolve()));
        const closed = new Promise((resolve) => socket.once('close', resolve));
        socket.close();
        assert.equal(await closed, 1005);
      }
      const position = device.packetLog.position();
      const target = { uid: app.uid, host: '203.0.113.5', port: 4433, body: Buffer.from('quic?') };
      assert.equal(await device.network.datagram({ ...target, timeoutMs: 20 }), undefined);
      assert.deepEqual(
        device.packetLog
          .since(position)
          .map(({ protocol, remotePort, bytes }) => ({ protocol, remotePort, bytes })),
        [{ protocol: 'udp', remotePort: 4433, bytes: 33 }],
      );
    });

    it('rejects DNS over HTTPS of a server without it, after the query was sent', async () => {
      const from = device.packetLog.position();
      const options = { ...usual, server: new URL('https://doh.example/dns-query'), name: 'secret.example' };
      await assert.rejects(lookupOverHttps(device, app, pool, options), { name: 'UnknownHostException' });
      assert.ok(
        device.packetLog
          .since(from)
          .some((record) => record.remotePort === 443 && record.direction === 'out'),
      );
    });
  });

  describe('fails like Android:', () => {
    const cases: [string, Partial<NativeRequest> & { url: URL }, string][] = [
      ['a name that does not exist', { url: new URL('https://nowhere.invalid/') }, 'UnknownHostException'],
      ['a loopback port without a listener', { url: new URL('http://127.0.0.1:9/') }, 'ConnectException'],
      ['an unknown scheme', { url: new URL('ftp://a.example/') }, 'MalformedURLException'],
      [
        'an aborted upload',
        { url: new URL('https://a.example/'), method: 'POST', body: Buffer.alloc(5000), abortAfter: 2000 },
        'InterruptedIOException',
      ],
      [
        'an aborted upload over HTTP/2',
        {
          url: new URL('https://a.example/'),
          http: 2,
          method: 'POST',
          body: Buffer.alloc(5000),
          abortAfter: 2000,
        },
        'InterruptedIOException',
      ],
    ];
    for (const [title, options, name] of cases) {
      it(`${title}: ${name}`, async () => {
        await assert.rejects(send(options), { name });
      });
    }

    it('a silent server: SocketTimeoutException, on the handset clock', async () => {
      const silent = createServer(() => undefined);
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      device.tunnel(7000, (silent.address() as { port: number }).port);
      device.clock.setFast(true);
      const from = performance.now();
      await assert.rejects(send({ url: new URL('http://127.0.0.1:7000/'), timeout: 30_000 }), {
        name: 'SocketTimeoutException',
      });
      // Thirty seconds of the handset are one and a half; but no network times out before three.
      const elapsedMs = performance.now() - from;
      assert.ok(elapsedMs >= 2990 && elapsedMs < 15_000, `${elapsedMs} ms`);
      device.clock.setFast(false);
      silent.close();
    });
  });

  describe('through the proxy', () => {
    const heads: string[] = [];
    const proxy = createServer((socket: Socket) => {
      socket.once('data', (chunk) => {
        heads.push(chunk.toString('latin1'));
        socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
      });
    });
    const proxied: NativeApp = { ...app, proxy: { host: '127.0.0.1', port: 8080 } };
    before(async () => {
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      device.tunnel(8080, (proxy.address() as { port: number }).port);
    });
    after(() => proxy.close());

    it('uses a tunnel for https and the absolute form for http, only on lo', async () => {
      const from = device.packetLog.position();
      await assert.rejects(send({ url: new URL('https://secret.example/x') }, proxied), {
        name: 'IOException',
        message: /CONNECT: 502/,
      });
      assert.equal((await send({ url: new URL('http://plain.example/x?y') }, proxied)).status, 502);
      assert.match(heads[0] ?? '', /^CONNECT secret\.example:443 HTTP\/1\.1\r\n/);
      assert.match(
        heads[1] ?? '',
        /^GET http:\/\/plain\.example\/x\?y HTTP\/1\.1\r\nhost: plain\.example\r\n/i,
      );
      const records = device.packetLog.since(from);
      assert.ok(records.every((record) => record.iface === 'lo' && record.remotePort === 8080));
    });

    it('bypasses it if the app does', async () => {
      const from = device.packetLog.position();
      assert.equal(
        (await send({ url: new URL('https://a.example/'), network: 'direct' }, proxied)).status,
        200,
      );
      assert.ok(device.packetLog.since(from).every((record) => record.iface === 'wlan0'));
    });
  });

  describe('the proxy setting', () => {
    const steps: [string, () => unknown, { host: string; port: number } | undefined][] = [
      [
        'put',
        () => device.settings.put('global', 'http_proxy', '127.0.0.1:8080'),
        { host: '127.0.0.1', port: 8080 },
      ],
      [
        'delete leaves it in force',
        () => device.settings.delete('global', 'http_proxy'),
        { host: '127.0.0.1', port: 8080 },
      ],
      ['put :0 clears it', () => device.settings.put('global', 'http_proxy', ':0'), undefined],
      [
        'half of the pair',
        () => device.settings.put('global', 'global_http_proxy_host', '127.0.0.1'),
        undefined,
      ],
      [
        'the pair',
        () => device.settings.put('global', 'global_http_proxy_port', '8081'),
        { host: '127.0.0.1', port: 8081 },
      ],
      [
        'an empty host clears it',
        () => device.settings.put('global', 'global_http_proxy_host', ''),
        undefined,
      ],
    ];
    for (const [title, act, expected] of steps) {
      it(title, () => {
        act();
        assert.deepEqual(device.network.proxy(), expected);
      });
    }
  });

  describe('trust', () => {
    const foreign = createSinkAuthority();
    const name = `${subjectHashOld(foreign.cert)}.0`;
    const system = '/system/etc/security/cacerts';
    const trusts = (targetSdk: number, trust: Parameters<typeof device.network.trustedRoots>[1]) =>
      device.network.trustedRoots({ targetSdk, pid: 0 }, trust).includes(foreign.cert);
    const put = (path: string, attributes = {}) =>
      device.files.write(path, Buffer.from(foreign.cert), attributes);

    it('names files like openssl', () => {
      const output = execFileSync('openssl', ['x509', '-noout', '-subject_hash_old'], {
        input: foreign.cert,
      });
      assert.equal(subjectHashOld(foreign.cert), output.toString().trim());
    });

    // The sink's root has the same subject, so its file is there already as `.0`.
    const rows: [string, () => void, string, number, Parameters<typeof trustedRoots>[3], boolean][] = [
      [
        'system store',
        () => put(`${system}/${name.replace('.0', '.1')}`),
        `${system}/${name.replace('.0', '.1')}`,
        29,
        'system',
        true,
      ],
      [
        'system store, Chrome Root Store',
        () => put(`${system}/${name.replace('.0', '.1')}`),
        `${system}/${name.replace('.0', '.1')}`,
        29,
        'chrome-root-store',
        false,
      ],
      [
        'system store, pinned',
        () => put(`${system}/${name.replace('.0', '.1')}`),
        `${system}/${name.replace('.0', '.1')}`,
        29,
        'pinned',
        false,
      ],
      ['wrong name', () => put(`${system}/00000000.0`), `${system}/00000000.0`, 29, 'system', false],
      [
        'a gap before it',
        () => put(`${system}/${name.replace('.0', '.2')}`),
        `${system}/${name.replace('.0', '.2')}`,
        29,
        'system',
        false,
      ],
      [
        'not readable',
        () => put(`${system}/${name.replace('.0', '.1')}`, { mode: 0o600 }),
        `${system}/${name.replace('.0', '.1')}`,
        29,
        'system',
        false,
      ],
      [
        'label of a tmpfs',
        () => put(`${system}/${name.replace('.0', '.1')}`, { context: 'u:object_r:tmpfs:s0' }),
        `${system}/${name.replace('.0', '.1')}`,
        29,
        'system',
        false,
      ],
      [
        'user store, new app',
        () => put(`${userCertificates}/${name}`),
        `${userCertificates}/${name}`,
        24,
        'system',
        false,
      ],
      [
        'user store, old app',
        () => put(`${userCertificates}/${name}`),
        `${userCertificates}/${name}`,
        23,
        'system',
        true,
      ],
      [
        'user store, app that opts in',
        () => put(`${userCertificates}/${name}`),
        `${userCertificates}/${name}`,
        29,
        'user',
        true,
      ],
      [
        'user store, Chrome Root Store',
        () => put(`${userCertificates}/${name}`),
        `${userCertificates}/${name}`,
        29,
        'chrome-root-store',
        true,
      ],
    ];
    for (const [title, act, path, targetSdk, trust, expected] of rows) {
      it(`${title} (${trust}, targetSdk ${targetSdk}): ${expected}`, () => {
        act();
        assert.equal(trusts(targetSdk, trust), expected);
        device.files.remove(path, false);
        assert.equal(trusts(targetSdk, trust), false);
      });
    }

    it('ignores the system partition where the conscrypt APEX has roots, whatever the version', async () => {
      const apex = '/apex/com.android.conscrypt/cacerts';
      const newer = await createBareDevice({ android: 14 });
      const seen = () =>
        [system, apex].map((folder) => {
          const path = `${folder}/${name.replace('.0', '.1')}`;
          newer.files.write(path, Buffer.from(foreign.cert), {});
          const trusted = newer.network
            .trustedRoots({ targetSdk: 29, pid: 0 }, 'system')
            .includes(foreign.cert);
          newer.files.remove(path, false);

          return trusted;
        });
      assert.deepEqual(seen(), [false, true]);
      for (const file of newer.files.list(apex) ?? []) newer.files.remove(`${apex}/${file}`, false);
      assert.equal(seen()[0], true);
      await newer.stop();
    });

    it('decides a real handshake', async () => {
      const rootFile = [...device.files.list(system)!].find((file) => file.endsWith('.0')) ?? '';
      const pem = device.files.read(`${system}/${rootFile}`) ?? new Uint8Array();
      device.files.remove(`${system}/${rootFile}`, false);
      await assert.rejects(send({ url: new URL('https://a.example/') }), { name: 'SSLHandshakeException' });
      await assert.rejects(send({ url: new URL('https://a.example/'), http: 2 }), {
        name: 'SSLHandshakeException',
      });
      assert.equal((await send({ url: new URL('https://a.example/'), trust: 'pinned' })).status, 200);
      assert.equal((await send({ url: new URL('https://a.example/'), trust: 'none' })).status, 200);
      device.files.write(`${system}/${rootFile}`, pem);
      assert.equal((await send({ url: new URL('https://a.example/') })).status, 200);
    });
  });
});
