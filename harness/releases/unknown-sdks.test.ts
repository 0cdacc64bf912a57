import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { readSdks } from '../tables/sdks.ts';
import { createSignSearch } from './unknown-sdks.ts';

/** Texts as a dex file has them: the length, the bytes, a zero byte. */
const dex = (...texts: string[]): Buffer =>
  Buffer.concat(texts.map((text) => Buffer.from(`${String.fromCharCode(text.length)}${text}\0`, 'latin1')));

async function signOf(bytes: Buffer, chunk = bytes.length): Promise<string | undefined> {
  const search = createSignSearch(await readSdks());
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
    bytes.subarray(at * chunk, (at + 1) * chunk),
  );
  await search.read(Readable.from(chunks));

  return search.sign();
}

describe('createSignSearch', () => {
  const signs: [what: string, texts: string[], sign: string | undefined][] = [
    ['a host that reports', ['https://track.vendor.zz/v2'], 'the host track.vendor.zz'],
    ['a subdomain of such a host', ['http://eu.Collector.vendor.zz'], 'the host eu.collector.vendor.zz'],
    ['the path of an upload', ['api/collect'], 'the path api/collect'],
    [
      'an address with such a path',
      ['https://api.vendor.zz/envelope'],
      'the path https://api.vendor.zz/envelope',
    ],
    ['two settings', ['flush_interval', 'batch_size'], 'the settings batch_size and flush_interval'],
    ['one setting', ['flush_interval', 'flush_interval'], undefined],
    ['settings of Sensors', ['distinct_id', 'anonymous_id'], undefined],
    ['a longer setting', ['my_flush_interval', 'batch_size2'], undefined],
    ['a class of collections', ['Landroidx/collection/ArrayMap;', 'kotlin/collections'], undefined],
    ['a login', ['https://login.live.zz/', 'https://blog.vendor.zz/'], undefined],
    [
      'a host of a known SDK',
      ['https://tracking.intl.miui.com/track/v4', 'https://pingma.qq.com/mstat/report'],
      undefined,
    ],
    ['the path of a known SDK', ['/track/v4', '/mstat/report'], undefined],
    [
      'names that no server has',
      ['https://track.collector.example/v1', 'https://stats.test/track'],
      undefined,
    ],
    ['the path of another upload', ['/api/upload', '/v1/events', '/googleapis.com/batch'], undefined],
    ['a host without the label', ['https://data.vendor.zz/', 'https://trackers.vendor.zz/'], undefined],
  ];
  for (const [what, texts, sign] of signs)
    it(`${sign === undefined ? 'ignores' : 'finds'} ${what}`, async () => {
      assert.equal(await signOf(dex(...texts)), sign);
    });

  it('finds a sign across every boundary of chunks', async () => {
    const bytes = dex('x', 'https://track.vendor.zz/v2', 'y');
    for (let chunk = 1; chunk <= bytes.length; chunk += 1)
      assert.equal(await signOf(bytes, chunk), 'the host track.vendor.zz', `chunks of ${chunk}`);
  });

  it('finds a host at the end of a script, and no path without a zero byte', async () => {
    assert.equal(await signOf(Buffer.from("post('https://track.vendor.zz")), 'the host track.vendor.zz');
    assert.equal(await signOf(Buffer.from("'/collect\n/track'\n")), undefined);
  });
});
