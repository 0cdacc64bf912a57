import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { createEngineTraffic } from '../net/engine-traffic.ts';
import { NetworkError } from '../net/network-error.ts';
import type { ConnectTarget } from '../device.ts';
import { startOwnProxy } from './own-proxy.ts';
import { createPageHosts, type PageHosts } from './page-hosts.ts';
import { type PageProxy, startPageProxy } from './page-proxy.ts';

const LIMIT_MS = 150;
const UID = 10_200;

describe('the proxies of the web engine', () => {
  let traffic: ReturnType<typeof createEngineTraffic>;
  let pageHosts: PageHosts;
  let proxy: PageProxy | undefined;
  let client: Socket;
  let targets: ConnectTarget[];
  let sent: string;
  let waitingConnections: () => readonly string[];

  beforeEach(() => {
    traffic = createEngineTraffic();
    pageHosts = createPageHosts();
    targets = [];
    sent = '';
  });
  afterEach(async () => {
    client.destroy();
    await proxy?.close();
    proxy = undefined;
  });

  /** A server that keeps what it is sent and answers nothing. */
  const dial = (target: ConnectTarget): Promise<Duplex> => {
    targets.push(target);
    if (target.host === 'down.example') return Promise.reject(new NetworkError('ConnectException', 'down'));
    const upstream = new Duplex({
      read: () => undefined,
      write(chunk: Buffer, _encoding, done) {
        sent += chunk.toString();
        done();
      },
    });

    return Promise.resolve(upstream);
  };
  const open = async (handsetProxy?: { host: string; port: number }) => {
    proxy = await startPageProxy({
      network: { connect: dial, engineTraffic: traffic.engineTraffic },
      uid: UID,
      proxy: handsetProxy,
      pageHosts,
      inFlight: {
        addSource(list) {
          waitingConnections = list;

          return () => undefined;
        },
      },
      limitMs: LIMIT_MS,
    });
    client = connect(Number(proxy.server.split(':').at(-1)), '127.0.0.1');
    client.on('error', () => undefined);
    await once(client, 'connect');
  };
  const handsetProxy = { host: '127.0.0.1', port: 8080 };
  const head = (host: string) => `CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`;
  const until = async (isMet: () => boolean) => {
    for (let tries = 0; tries < 100 && !isMet(); tries++) await delay(10);
    assert.ok(isMet(), JSON.stringify({ sent, targets }));
  };

  describe('for pages, on a handset with a proxy', () => {
    it('passes on a connection whose host a page has requested', async () => {
      await open(handsetProxy);
      pageHosts.add('site.example');
      client.write(head('site.example'));
      await until(() => sent === head('site.example'));

      assert.deepEqual(targets, [{ uid: UID, proxy: handsetProxy, host: '', port: 0 }]);
    });

    it('keeps a connection waiting until devtools has reported the request', async () => {
      await open(handsetProxy);
      client.write(head('site.example'));
      await delay(50);
      assert.equal(sent, '');
      pageHosts.add('site.example');
      await until(() => sent === head('site.example'));
      assert.deepEqual(traffic.unreportedHosts(), []);
    });

    it('refuses it at the limit, and attributes it to neither the engine nor a page', async () => {
      await open(handsetProxy);
      client.write(head('site.example'));
      await once(client, 'close');

      assert.deepEqual([targets, sent], [[], '']);
      assert.deepEqual(traffic.unreportedHosts(), ['site.example:443']);
      assert.deepEqual(traffic.engineHosts(), []);
    });

    it('removes it from that list after a late report', async () => {
      await open(handsetProxy);
      client.write(head('site.example'));
      await once(client, 'close');
      traffic.engineTraffic.requested('site.example');

      assert.deepEqual(traffic.unreportedHosts(), []);
    });

    it('checks each request of a kept-alive connection', async () => {
      await open(handsetProxy);
      pageHosts.add('site.example');
      const [first, second] = ['site.example', 'other.example'].map(
        (host) => `GET http://${host}/ HTTP/1.1\r\n\r\n`,
      );
      client.write(first ?? '');
      await until(() => sent === first);
      client.write('its body');
      await until(() => sent === `${first}its body`);
      client.write(second ?? '');
      await once(client, 'close');

      assert.equal(sent, `${first}its body`);
      assert.deepEqual(traffic.unreportedHosts(), ['other.example:80']);
    });

    it('loses no data that is sent while it waits', async () => {
      await open(handsetProxy);
      const request = 'POST http://site.example/ HTTP/1.1\r\nContent-Length: 9\r\n\r\n';
      client.write(request);
      await delay(30);
      client.write('its ');
      await delay(30);
      client.write('body.');
      await delay(30);
      pageHosts.add('site.example');
      await until(() => sent === `${request}its body.`);
    });

    it('sets up the connections to one server one after another, and sends none that the engine drops meanwhile', async () => {
      await open(handsetProxy);
      pageHosts.add('site.example');
      client.write(head('site.example'));
      await until(() => sent === head('site.example'));
      const others = [0, 1].map(() => connect(Number(proxy?.server.split(':').at(-1)), '127.0.0.1'));
      const [dropped, kept] = others;
      for (const other of others) other.on('error', () => undefined).write(head('site.example'));
      await delay(50);
      const waiting = 'the web engine waits to connect to site.example:443';
      assert.deepEqual(waitingConnections(), [waiting, waiting]);
      dropped?.destroy();
      client.destroy();
      await until(() => targets.length === 2);
      await delay(50);

      assert.equal(sent, head('site.example').repeat(2));
      assert.equal(targets.length, 2, 'the dropped connection left');
      assert.deepEqual(waitingConnections(), []);
      assert.deepEqual(traffic.unreportedHosts(), []);
      kept?.destroy();
    });

    it('forgets a connection that the engine closes', async () => {
      await open(handsetProxy);
      client.write(head('site.example'));
      await delay(20);
      client.destroy();
      await delay(20);
      pageHosts.add('site.example');
      await delay(20);

      assert.deepEqual(targets, []);
    });
  });

  describe('for pages, on a handset without a proxy', () => {
    const request = (type: number, address: number[], port: number) =>
      Buffer.from([5, 1, 0, type, ...address, port >> 8, port & 255]);
    const named = (host: string, port: number) => request(3, [host.length, ...Buffer.from(host)], port);
    const ask = async (request: Buffer): Promise<Buffer> => {
      client.write(Buffer.from([5, 1, 0]));
      assert.deepEqual(((await once(client, 'data')) as [Buffer])[0], Buffer.from([5, 0]));
      client.write(request);

      return ((await once(client, 'data')) as [Buffer])[0];
    };

    it('opens connections that a page has requested: by name, IPv4 and IPv6', async () => {
      const ipv6 = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
      for (const host of ['site.example', '203.0.113.1', '2001:db8::1']) pageHosts.add(host);
      for (const request_ of [
        named('site.example', 443),
        request(1, [203, 0, 113, 1], 80),
        request(4, ipv6, 8080),
      ]) {
        await open();
        assert.equal((await ask(request_))[1], 0);
        client.destroy();
        await proxy?.close();
      }

      assert.deepEqual(targets, [
        { uid: UID, host: 'site.example', port: 443, family: 4 },
        { uid: UID, host: '203.0.113.1', port: 80, family: 4 },
        { uid: UID, host: '2001:0db8:0000:0000:0000:0000:0000:0001', port: 8080, family: 6 },
      ]);
    });

    it('refuses the rest at the limit: "not allowed by ruleset"', async () => {
      await open();
      assert.equal((await ask(named('site.example', 443)))[1], 2);

      assert.deepEqual([targets, traffic.unreportedHosts()], [[], ['site.example:443']]);
    });

    it('replies "host unreachable" if the handset cannot connect', async () => {
      await open();
      pageHosts.add('down.example');
      assert.equal((await ask(named('down.example', 443)))[1], 4);
    });
  });

  describe('for requests that belong to no page', () => {
    for (const [request, host] of [
      ['CONNECT accounts.vendor.example:443 HTTP/1.1', 'accounts.vendor.example:443'],
      ['GET http://update.vendor.example/check?a=b HTTP/1.1', 'update.vendor.example:80'],
    ] as const) {
      it(`refuse and list ${request}`, async () => {
        const ownProxy = await startOwnProxy(traffic.engineTraffic);
        client = connect(ownProxy.port, '127.0.0.1');
        client.write(`${request}\r\n\r\n`);
        const [answer] = (await once(client, 'data')) as [Buffer];
        await ownProxy.close();

        assert.match(answer.toString(), /^HTTP\/1\.1 403 /);
        assert.deepEqual([traffic.engineHosts(), traffic.unreportedHosts()], [[host], []]);
      });
    }

    it('do not list a host that a page requested too', () => {
      traffic.engineTraffic.refused({ host: 'www.search.example', port: 443 });
      traffic.engineTraffic.requested('www.search.example');

      assert.deepEqual(traffic.engineHosts(), []);
    });
  });
});
