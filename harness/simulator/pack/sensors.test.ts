import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { fakeApp, type Script, startFake } from './testing/fake-browser.ts';
import { scriptOf, SIMULATED } from './testing/releases.ts';
import { eventsIn, javaHashCode, readSensorsBody } from './testing/sensors-body.ts';
import { gzipSync } from 'node:zlib';

const PAGE = 'https://abcdefghijkl.example/path?q=zq81';
const COLLECTOR = 'https://sa.api.intl.miui.com/sa?project=global_browser_mini&r=IN';
const CONFIG = 'https://sa.api.intl.miui.com/config/Android.conf';

/** Made from the published format and round-tripped before any of this was written. */
const GOLDEN =
  'crc=-1127227715&gzip=1&data_list=H4sIAAAAAAACA5WRwW7CMAyGXwVFHEuhFEaoNE077sJh13WKQmIgWpuExEVjiHef0xVpHMnBiT%2F7V34nHxcmMEj1JYxmVZExNC3QYcn5cjYsgmdPkPWNLGPaRDRWYa9ht7ZJHxYp8Fs6rIJEjdmy6sLG%2Fc5erQ6O5FkPxAlCNM5SoczneTFLXHp%2Fxxf57NbeAh5culs5DeyaMTiBRcq93INonNSiJyKiDEgqH5yHgAZi8tB1jxgfazgZBcOwxbxcLJ9WfC23SsMu1Vsy0VDtHXRrRhuHMOKJu%2FjP%2F5pIazojAuz%2FyNuGUBeS8oDoY1VP66mSVobzZLUrZQ7fsvUN1FN6a7e3Bt3L8fnnyIs0sdg1XTyI%2B%2B8qUrh%2B%2FgJ1PaDw1QEAAA%3D%3D';

interface SensorsModule {
  encodeBody(browser: { codec: unknown }, json: string): string;
  hashCode(text: string): number;
  toOrgJson(value: unknown): string;
}

describe('the wire format of the Sensors SDK', () => {
  let sensors: SensorsModule;
  const codec = {
    utf8: { encode: (text: string) => Buffer.from(text) },
    gzip: { encode: (data: Uint8Array) => gzipSync(data) },
    base64: { encode: (data: Uint8Array) => Buffer.from(data).toString('base64') },
  };
  before(async () => {
    sensors = (await import(pathToFileURL(join(SIMULATED, 'lib/sensors.js')).href)) as SensorsModule;
  });

  it('reads the golden vector, and reproduces its JSON and checksum', () => {
    const { keys, crc, dataList, json } = readSensorsBody(GOLDEN);
    assert.deepEqual(keys, ['crc', 'gzip', 'data_list']);
    assert.equal(sensors.hashCode(dataList), crc);
    assert.equal(javaHashCode(dataList), crc);
    assert.match(json, /"url":"https:\\\/\\\/canary-7f3a\.example\\\/incognito\?q=zq81"/);
    assert.equal(sensors.toOrgJson(JSON.parse(json)), json);
    const reread = readSensorsBody(sensors.encodeBody({ codec }, json));
    assert.equal(reread.json, json);
    assert.equal(reread.crc, javaHashCode(reread.dataList));
  });

  it('has the same checksum as Java for any text', () => {
    assert.equal(sensors.hashCode('hello'), 99162322);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(sensors.hashCode(text), javaHashCode(text));
      }),
    );
  });

  it('has the gzip header that Java writes', () => {
    const packed = Buffer.from(readSensorsBody(sensors.encodeBody({ codec }, '[]')).dataList, 'base64');
    assert.equal(packed.subarray(0, 10).toString('hex'), '1f8b0800000000000000');
  });
});

describe('the queue of the Sensors SDK', () => {
  let mint: Script;
  before(async () => {
    mint = await scriptOf('mint-3.4.0');
  });

  it('sends nothing before 15 seconds, then everything to the collector', async () => {
    const app = fakeApp();
    const process = await agreed(mint, app);
    await process.emit('navigationStart', { url: PAGE, private: true });
    await process.advance(14_999);
    assert.deepEqual(urlsOf(app), [CONFIG]);
    await process.advance(1);
    assert.deepEqual(urlsOf(app), [CONFIG, COLLECTOR]);
    const request = app.requests[1];
    assert.equal(request?.method, 'POST');
    assert.equal(request.headers?.['Content-Type'], 'application/x-www-form-urlencoded');
    assert.match(request.headers['User-Agent'] ?? '', /^Dalvik\/2\.1\.0 \(Linux; U; Android 13; /);
    const { keys, crc, dataList, json } = readSensorsBody(String(request.body));
    assert.deepEqual(keys, ['crc', 'gzip', 'data_list']);
    assert.equal(crc, javaHashCode(dataList));
    assert.ok(json.includes('https:\\/\\/abcdefghijkl.example\\/path?q=zq81'), 'a slash is escaped');
  });

  it('wraps an event like the SDK', async () => {
    const app = fakeApp();
    const process = await agreed(mint, app);
    await process.emit('navigationStart', { url: PAGE, private: true });
    await process.advance(15_000);
    const event = eventsIn(app.requests).find((each) => each.event === 'page_load_event_start');
    assert.ok(event);
    assert.deepEqual(Object.keys(event), [
      '_track_id',
      'time',
      'type',
      'distinct_id',
      'lib',
      'event',
      'properties',
      '_flush_time',
    ]);
    assert.deepEqual(Object.keys(event.lib), [
      '$lib',
      '$lib_version',
      '$app_version',
      '$lib_method',
      '$lib_detail',
    ]);
    assert.equal(event.lib['$lib_version'], '3.2.10');
    assert.match(event.distinct_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(event.properties['uuid'], event.distinct_id);
    assert.equal(event._flush_time - event.time, 15_000);
    const expected = {
      url: PAGE,
      internet_status: 1,
      platform: 'AndroidApp',
      miui_region: 'IN',
      $device_id: '0123456789abcdef',
      $wifi: true,
      $network_type: 'WIFI',
      $os: 'Android',
      $manufacturer: 'Xiaomi',
      $is_first_day: true,
    };
    assert.deepEqual({ ...event.properties, ...expected }, event.properties);
  });

  it('flushes at once above 100 events, in batches of 50', async () => {
    const app = fakeApp();
    const process = await agreed(mint, app);
    for (let page = 0; page < 99; page += 1) await process.emit('navigationStart', { url: `${PAGE}${page}` });
    const sizes = app.requests
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => (JSON.parse(readSensorsBody(String(body)).json) as unknown[]).length);
    assert.deepEqual(sizes, [50, 50, 1]);
  });

  const answers: [name: string, answer: number | Error, isKept: boolean][] = [
    ['200', 200, false],
    ['204', 204, false],
    ['400', 400, false],
    ['413', 413, false],
    ['403', 403, true],
    ['404', 404, true],
    ['500', 500, true],
    ['503', 503, true],
    ['a broken handshake', new Error('SSLHandshakeException'), true],
  ];
  for (const [name, answer, isKept] of answers) {
    it(`${isKept ? 'keeps' : 'deletes'} events after ${name}`, async () => {
      let isOver = false;
      const app = fakeApp({
        answer: ({ url }) => {
          if (url === CONFIG) return 304;
          if (answer instanceof Error && !isOver) throw answer;

          return isOver ? 200 : Number(answer);
        },
      });
      const process = await agreed(mint, app);
      await process.emit('navigationStart', { url: PAGE });
      await process.advance(15_000);
      const tried = app.requests.length;
      isOver = true;
      await process.emit('navigationFinish', { url: 'https://later.example/' });
      await process.advance(15_000);
      const later = eventsIn(app.requests.slice(tried)).map(({ properties }) => properties['url']);
      assert.equal(later.includes(PAGE), isKept);
      assert.ok(later.includes('https://later.example/'));
    });
  }

  it('sends the queue of a killed process in the next one, with the same identity', async () => {
    const app = fakeApp();
    const first = await agreed(mint, app);
    await first.emit('navigationStart', { url: PAGE, private: true });
    first.kill();
    app.now += 60_000;
    assert.deepEqual(eventsIn(app.requests), []);
    const second = startFake(mint, app);
    await second.emit('launch');
    await second.advance(15_000);
    const events = eventsIn(app.requests);
    assert.ok(events.some(({ properties }) => properties['url'] === PAGE));
    assert.equal(new Set(events.map((event) => event.distinct_id)).size, 1);
  });

  it('ends the session and flushes 30 seconds after the app went to the background', async () => {
    const app = fakeApp();
    const process = await agreed(mint, app);
    await process.advance(20_000);
    const before = app.requests.length;
    await process.emit('background');
    await process.advance(29_999);
    assert.equal(app.requests.length, before);
    await process.advance(1);
    assert.deepEqual(
      eventsIn(app.requests.slice(before)).map(({ event }) => event),
      ['$AppEnd'],
    );
  });

  it('continues the session of an app that returns within 30 seconds', async () => {
    const app = fakeApp();
    const process = await agreed(mint, app);
    await process.emit('background');
    await process.advance(10_000);
    await process.emit('foreground');
    await process.advance(60_000);
    const names = eventsIn(app.requests).map(({ event }) => event);
    assert.equal(names.filter((name) => name === '$AppStart').length, 1);
    assert.ok(!names.includes('$AppEnd'));
  });

  it('ends a session at the next start after a kill in the background', async () => {
    const app = fakeApp();
    const first = await agreed(mint, app);
    await first.emit('background');
    first.kill();
    app.now += 60_000;
    const second = startFake(mint, app);
    await second.emit('launch');
    await second.advance(15_000);
    const names = eventsIn(app.requests).map(({ event }) => event);
    assert.deepEqual(names, ['$AppStart', '$AppViewScreen', '$AppEnd', '$AppStart', '$AppViewScreen']);
  });

  it('sends nothing over 2G', async () => {
    const app = fakeApp({ network: { type: 'MOBILE', generation: '2G' } });
    const process = await agreed(mint, app);
    await process.advance(60_000);
    assert.deepEqual(eventsIn(app.requests), []);
  });

  it('requests its configuration once a day, and again after 30 seconds without a response', async () => {
    const app = fakeApp({ answer: ({ url }) => (url === CONFIG ? 503 : 200) });
    const first = await agreed(mint, app);
    await first.advance(300_000);
    assert.equal(urlsOf(app).filter((url) => url === CONFIG).length, 4);
    first.kill();
    app.now += 60_000;
    const second = startFake(mint, app);
    await second.emit('launch');
    assert.equal(urlsOf(app).filter((url) => url === CONFIG).length, 4);
  });
});

async function agreed(script: Script, app: ReturnType<typeof fakeApp>) {
  const process = startFake(script, app);
  await process.emit('launch');
  await process.emit('consent', { answer: 'agree' });

  return process;
}

function urlsOf({ requests }: ReturnType<typeof fakeApp>): string[] {
  return requests.map(({ url }) => url);
}
