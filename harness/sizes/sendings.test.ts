import assert from 'node:assert/strict';
import type { JudgedExchange } from '../model/evidence.ts';
import { sendingsOf } from './sendings.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab/garden?q=h7j2d9f4g6sl';
const canaries = [{ id: 'visit-1', kind: 'url' as const, value: VISIT }];
const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();
const exchange = (given: Partial<JudgedExchange> & { url: string }): JudgedExchange => ({
  index: 0,
  method: 'POST',
  host: new URL(given.url).hostname,
  headers: [],
  body: new Uint8Array(),
  trailers: [],
  messages: [],
  at: at(20),
  standInEngine: false,
  aborted: false,
  responder: 'ack/sensors',
  answer: { status: 200, mimeType: 'text/plain' },
  ...given,
});
const HOST = 'collect.vendor.example';
const post = (given: Partial<JudgedExchange> = {}) =>
  exchange({ url: `https://${HOST}/a`, body: Buffer.from('abc'), ...given });
const sent = (...exchanges: JudgedExchange[]) => sendingsOf({ canaries, ledger: [], exchanges });

describe('bytes sent to recipients', () => {
  it('are those of method, address, headers, body and trailers', () => {
    const headers = [
      ['content-type', 'text/plain'],
      ['x', 'y'],
    ] as const;
    assert.deepEqual(sent(post({ headers, trailers: [['t', 'v']] })), [
      {
        at: at(20),
        recipient: HOST,
        bytes: `POST https://${HOST}/a`.length + (12 + 10 + 4) + (1 + 1 + 4) + 3 + 6,
        apart: 0,
        again: false,
      },
    ]);
  });

  it('count characters by their bytes', () => {
    const [plain] = sent(post({ headers: [['x', 'a']] }));
    const [wide] = sent(post({ headers: [['x', 'é']] }));
    assert.equal((wide?.bytes ?? 0) - (plain?.bytes ?? 0), 1);
  });

  it('keep cookies and referrers apart', () => {
    const headers = [
      ['Cookie', 'a=1'],
      ['Referer', 'https://x.example/'],
    ] as const;
    const [sending] = sent(post({ headers }));
    assert.equal(sending?.bytes, sent(post())[0]?.bytes);
    assert.equal(sending?.apart, 6 + 3 + 4 + 7 + 18 + 4);
  });

  it('count a request that is sent again, for want of an answer, once', () => {
    const refused = { answer: { status: 503, mimeType: 'text/plain' } };
    const taken = { answer: { status: 204, mimeType: '' } };
    const again = (...exchanges: JudgedExchange[]) => sent(...exchanges).map((each) => each.again);
    assert.deepEqual(again(post(refused), post({ ...refused, aborted: true }), post(taken)), [
      false,
      true,
      true,
    ]);
    assert.equal(sent(post(refused), post(taken))[1]?.bytes, 0);
    assert.deepEqual(again(post(refused), post({ ...taken, body: Buffer.from('abcd') })), [false, false]);
    assert.deepEqual(again(post(taken), post(taken)), [false, false], 'a heartbeat says the same each time');
  });

  it('count requests without a body each time: they are no retries of anything', () => {
    const get = post({ method: 'GET', body: new Uint8Array() });
    assert.deepEqual(
      sent(get, get).map(({ again }) => again),
      [false, false],
    );
  });

  it('count what a body had that the recording does not hold', () => {
    const lost = [{ part: 'request.body', bytes: 5_000, why: 'too large' }];
    assert.equal(
      sent(post({ body: new Uint8Array(), lost }))[0]?.bytes,
      `POST https://${HOST}/a`.length + 5_000,
    );
  });

  it('give each message of a WebSocket its own moment', () => {
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

  const left: [name: string, exchange: JudgedExchange][] = [
    ['the page that was visited', exchange({ url: VISIT, responder: 'site' })],
    ["what is sent to a canary's host by anybody", post({ url: VISIT, host: new URL(VISIT).hostname })],
    ["the page's control", exchange({ url: 'https://n3utr4lh0st9.example/c', responder: 'site' })],
    ['the stand-in engine', post({ standInEngine: true })],
    ['the opening of a tunnel', post({ method: 'CONNECT' })],
  ];
  for (const [name, each] of left) it(`leave out ${name}`, () => assert.deepEqual(sent(each), []));

  it('leave out who may have a canary', () => {
    const search = { id: 's', kind: 'search' as const, value: 'some words', allowedHosts: [HOST] };
    assert.deepEqual(sendingsOf({ canaries: [search], ledger: [], exchanges: [post()] }), []);
  });
});
