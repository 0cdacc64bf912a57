import assert from 'node:assert/strict';
import type { JudgedExchange } from '../model/evidence.ts';
import { sendingsOf } from './sendings.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab/garden?q=h7j2d9f4g6sl';
const canaries = [{ id: 'visit-1', kind: 'url' as const, value: VISIT }];
const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();
const exchange = (fields: Partial<JudgedExchange> & { url: string }): JudgedExchange => ({
  index: 0,
  method: 'POST',
  host: new URL(fields.url).hostname,
  headers: [],
  body: new Uint8Array(),
  trailers: [],
  messages: [],
  at: at(20),
  standInEngine: false,
  aborted: false,
  responder: 'ack/sensors',
  answer: { status: 200, mimeType: 'text/plain' },
  ...fields,
});
const HOST = 'collect.vendor.example';
const post = (fields: Partial<JudgedExchange> = {}) =>
  exchange({ url: `https://${HOST}/a`, body: Buffer.from('abc'), ...fields });
const sent = (...exchanges: JudgedExchange[]) => sendingsOf({ canaries, ledger: [], exchanges });

describe('bytes sent to recipients', () => {
  it('include method, URL, headers, body and trailers', () => {
    const headers = [
      ['content-type', 'text/plain'],
      ['x', 'y'],
    ] as const;
    assert.deepEqual(sent(post({ headers, trailers: [['t', 'v']] })), [
      {
        at: at(20),
        recipient: HOST,
        bytes: `POST https://${HOST}/a`.length + (12 + 10 + 4) + (1 + 1 + 4) + 3 + 6,
        excludedBytes: 0,
        isRetry: false,
      },
    ]);
  });

  it('count bytes, not characters', () => {
    const [plain] = sent(post({ headers: [['x', 'a']] }));
    const [wide] = sent(post({ headers: [['x', 'é']] }));
    assert.equal((wide?.bytes ?? 0) - (plain?.bytes ?? 0), 1);
  });

  it('count cookies and referrers separately', () => {
    const headers = [
      ['Cookie', 'a=1'],
      ['Referer', 'https://x.example/'],
    ] as const;
    const [sending] = sent(post({ headers }));
    assert.equal(sending?.bytes, sent(post())[0]?.bytes);
    assert.equal(sending?.excludedBytes, 6 + 3 + 4 + 7 + 18 + 4);
  });

  it('count a request that is retried after a failure once', () => {
    const refused = { answer: { status: 503, mimeType: 'text/plain' } };
    const accepted = { answer: { status: 204, mimeType: '' } };
    const retries = (...exchanges: JudgedExchange[]) => sent(...exchanges).map((each) => each.isRetry);
    assert.deepEqual(retries(post(refused), post({ ...refused, aborted: true }), post(accepted)), [
      false,
      true,
      true,
    ]);
    assert.equal(sent(post(refused), post(accepted))[1]?.bytes, 0);
    assert.deepEqual(retries(post(refused), post({ ...accepted, body: Buffer.from('abcd') })), [
      false,
      false,
    ]);
    assert.deepEqual(
      retries(post(accepted), post(accepted)),
      [false, false],
      'a heartbeat sends the same bytes each time',
    );
  });

  it('count each request without a body: it is no retry', () => {
    const get = post({ method: 'GET', body: new Uint8Array() });
    assert.deepEqual(
      sent(get, get).map(({ isRetry }) => isRetry),
      [false, false],
    );
  });

  it('count bytes of a body that the recording lost', () => {
    const lost = [{ part: 'request.body', bytes: 5_000, why: 'too large' }];
    assert.equal(
      sent(post({ body: new Uint8Array(), lost }))[0]?.bytes,
      `POST https://${HOST}/a`.length + 5_000,
    );
  });

  it('give each WebSocket message its own time', () => {
    const messages = [
      { index: 0, data: Buffer.alloc(7), at: at(30) },
      { index: 1, data: Buffer.alloc(9) },
    ];
    assert.deepEqual(
      sent(post({ method: 'GET', body: new Uint8Array(), messages })).map((each) => [each.at, each.bytes]),
      [
        [at(20), `GET https://${HOST}/a`.length],
        [at(30), 7],
        [at(20), 9],
      ],
    );
  });

  const excluded: [name: string, exchange: JudgedExchange][] = [
    ['the visited page', exchange({ url: VISIT, responder: 'site' })],
    ["a request to a canary's host", post({ url: VISIT, host: new URL(VISIT).hostname })],
    ["the page's control", exchange({ url: 'https://n3utr4lh0st9.example/c', responder: 'site' })],
    ['the stand-in engine', post({ standInEngine: true })],
    ['the opening of a tunnel', post({ method: 'CONNECT' })],
  ];
  for (const [name, each] of excluded) it(`leave out ${name}`, () => assert.deepEqual(sent(each), []));

  it('leave out allowed recipients', () => {
    const search = { id: 's', kind: 'search' as const, value: 'some words', allowedHosts: [HOST] };
    assert.deepEqual(sendingsOf({ canaries: [search], ledger: [], exchanges: [post()] }), []);
  });
});
