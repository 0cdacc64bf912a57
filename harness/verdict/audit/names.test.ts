import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { messagesOf } from '../../dependence/index.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import { exchange, upload } from '../testing/evidence.ts';
import { fieldNamesOf, pathNameOf } from './names.ts';

const SITES = { isOwn: () => false, siteOf: () => undefined };
const messages = (given: JudgedExchange) => messagesOf({ exchanges: [given], names: [] }, 0, SITES);
const fields = (given: Partial<JudgedExchange>) =>
  messages(exchange({ url: 'https://a.example/', ...given })).flatMap(fieldNamesOf);
const path = (url: string) => messages(exchange({ url, method: 'GET' })).map(pathNameOf);

describe('pathNameOf', () => {
  const table: [url: string, name: string][] = [
    ['https://a.example', 'GET /'],
    ['https://a.example/v1/track', 'GET /v1/track'],
    ['https://a.example/users/48213/events', 'GET /users/*/events'],
    ['https://a.example/d/9f8e7d6c5b4a3921', 'GET /d/*'],
    ['https://a.example/d/123e4567-e89b-42d3-a456-426614174000', 'GET /d/*'],
    ['https://a.example/t/aGVsbG8gd29ybGQgMTIz', 'GET /t/*'],
    ['https://a.example/config/Android.conf', 'GET /config/Android.conf'],
    ['https://a.example/chrome-variations/seed', 'GET /chrome-variations/seed'],
    [`https://a.example/${'x'.repeat(50)}`, 'GET /*'],
  ];
  for (const [url, name] of table) it(`gives ${name} for ${url}`, () => assert.deepEqual(path(url), [name]));

  it('cuts long paths', () => assert.equal(path(`https://a.example/${'part/'.repeat(100)}`)[0]?.length, 123));
});

describe('fieldNamesOf', () => {
  it('names fields of a query and a form, and not their values', () =>
    assert.deepEqual(
      fields({ url: 'https://a.example/?project=secret&r=IN', body: Buffer.from('user=secret&n=1') }),
      ['query: project', 'query: r', 'body: user', 'body: n'],
    ));

  it('names fields of JSON in lists, without positions', () => {
    const body = Buffer.from(
      '{"events":[{"page":{"url":"https://secret.example/"}},{"page":{"title":"secret"}}]}',
    );
    assert.deepEqual(fields({ body }), ['body: events.page.url', 'body: events.page.title']);
  });

  it('reads through encodings that certainly decode', () => {
    const json = gzipSync('[{"properties":{"url":"secret"}}]');
    assert.deepEqual(fields({ body: json }), ['body: properties.url']);
    assert.deepEqual(messages(upload('https://secret.example/')).flatMap(fieldNamesOf), [
      'query: project',
      'query: r',
      'body: crc',
      'body: gzip',
      'body: data_list > event',
      'body: data_list > properties.url',
    ]);
  });

  it('replaces keys that look like values', () =>
    assert.deepEqual(fields({ body: Buffer.from('{"9f8e7d6c5b4a3921":1,"2026":2}') }), ['body: *']));

  it('names messages of WebSockets', () =>
    assert.deepEqual(
      fields({ method: 'WEBSOCKET', messages: [{ index: 0, data: Buffer.from('{"id":"secret"}') }] }),
      ['message: id'],
    ));

  it('leaves headers out', () => assert.deepEqual(fields({ headers: [['x-id', '{"a":1}']] }), []));
});
