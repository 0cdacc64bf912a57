import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { JudgedExchange } from '../../../model/evidence.ts';
import { UNKNOWN_UID } from '../../../model/uid.ts';
import { decide } from '../../decide.ts';
import { combine, type EvidenceChange, withExchange } from '../../testing/changes.ts';
import { at, cleanEvidence, exchange, HELPER, KEYBOARD, policy, TWIN } from '../../testing/evidence.ts';

const HEX = createHash('sha256').update('secret').digest('hex');
const PIECES = [0, 32, 64, 96].map((from) =>
  createHash('sha512')
    .update('secret')
    .digest('hex')
    .slice(from, from + 32),
);
const sent = (body: unknown, given: Partial<JudgedExchange> = {}) =>
  withExchange(
    exchange({
      url: 'https://x.test/',
      responder: 'unknown',
      body: Buffer.from(JSON.stringify(body)),
      ...given,
    }),
  );
const valueReasons = (change: EvidenceChange) =>
  decide(change(cleanEvidence()), policy).reasons.filter(({ code }) => code.startsWith('values-'));

describe('values as short as identifiers', () => {
  it('are reported with their number, size and place', () => {
    assert.deepEqual(
      valueReasons(combine(sent({ id: HEX }), sent({ id: HEX, n: '4e1d70c2' }))).map(({ text }) => text),
      [
        'After the first visit, x.test received 3 new short values that nothing explains (at most 32 bytes each).',
      ],
    );
    assert.deepEqual(
      valueReasons(sent({ ids: PIECES })).map(({ text }) => text),
      [
        'After visit-1 was used, x.test received 5 new values that nothing explains, 65 bytes in total, the largest in request.body > json:$.ids[]. Together they can hold an encrypted address.',
      ],
    );
  });

  const innocent: [what: string, change: EvidenceChange][] = [
    ['sent before the first visit', sent({ ids: PIECES }, { at: at(7), overAt: at(8) })],
    [
      'also sent before the first visit',
      combine(sent({ id: HEX }, { at: at(7), overAt: at(8) }), sent({ other: HEX })),
    ],
    [
      'received from a server before',
      combine(
        sent(
          {},
          { at: at(7), overAt: at(8), answer: { status: 200, mimeType: 'text/plain', text: `id=${HEX}` } },
        ),
        sent({ id: HEX }),
      ),
    ],
    [
      'sent before the first visit of the second identity',
      sent({ id: HEX }, { at: at(107), overAt: at(108) }),
    ],
    ['sent in the twin', sent({ id: HEX }, { at: at(TWIN + 5) })],
    [
      'sent at each launch',
      combine(
        sent({ ids: PIECES }, { at: at(7), overAt: at(8) }),
        sent(
          { ids: PIECES.toReversed().map((each) => each.slice(1) + each[0]) },
          { at: at(107), overAt: at(108) },
        ),
      ),
    ],
    ['sent by another app', sent({ ids: PIECES }, { uid: KEYBOARD })],
    [
      'filled by the web engine',
      sent({}, { headers: [['Sec-WebSocket-Key', Buffer.from(HEX, 'hex').subarray(16).toString('base64')]] }),
    ],
    [
      'UUIDs of version 4 and 7 in their usual form',
      sent({
        ids: [
          '6f1c9f0e-4b7a-4c53-9a55-0f8b1d2e3c4a',
          '019352c0-7a3b-7c53-9a55-0f8b1d2e3c4a',
          '0a1c9f0e-4b7a-4c53-8a55-0f8b1d2e3c4b',
        ],
      }),
    ],
    [
      'times at which something happened, in any unit',
      sent(
        Array.from({ length: 30 }, (_, n) => {
          const ms = Date.parse(at(20)) - n * 1777;

          return { s: Math.floor(ms / 1000), ms, us: ms * 1000 + n, text: String(ms) };
        }),
      ),
    ],
    [
      'a counter',
      combine(
        ...Array.from({ length: 30 }, (_, n) => sent({ seq: 4_100_200_300 + n })),
        sent({ seq: 4_100_200_299 }, { at: at(7), overAt: at(8) }),
      ),
    ],
    [
      'a checksum of what is sent',
      sent(
        { event: 'page_view' },
        {
          headers: [
            [
              'X-Sum',
              createHash('sha256')
                .update(JSON.stringify({ event: 'page_view' }))
                .digest('hex'),
            ],
            [
              'X-Sum-2',
              createHash('sha1')
                .update(JSON.stringify({ event: 'page_view' }))
                .digest('base64'),
            ],
          ],
        },
      ),
    ],
  ];
  for (const [what, change] of innocent)
    it(`are ignored if ${what}`, () => assert.deepEqual(valueReasons(change), []));

  it('only limit a verdict if they are a few numbers', () =>
    assert.deepEqual(
      valueReasons(sent({ load_ms: 812, dns_ms: 31, bytes: 48_211, score: 0.25, retries: 2 })).map(
        ({ code }) => code,
      ),
      ['values-unread'],
    ));

  it('are reported if a stream or socket opened before the first visit and went on', () => {
    for (const overAt of [undefined, at(30)])
      assert.deepEqual(
        valueReasons(sent({ ids: PIECES }, { at: at(7), ...(overAt && { overAt }) })).map(({ code }) => code),
        ['values-add-up'],
      );
  });

  it('are reported if only a later response has them, and from an unattributed UID', () => {
    const answer = { status: 200, mimeType: 'text/plain', text: `id=${HEX}` };
    assert.equal(valueReasons(sent({ id: HEX }, { answer })).length, 1);
    assert.equal(valueReasons(sent({ ids: PIECES }, { uid: UNKNOWN_UID })).length, 1);
  });

  it('are reported if a helper sends them before the first visit of the second identity', () =>
    assert.equal(valueReasons(sent({ id: HEX }, { at: at(107), uid: HELPER })).length, 1));

  it('add up over fields, headers, exchanges and hosts of one recipient', () => {
    const [a, b, c] = PIECES;
    const cookie: Partial<JudgedExchange> = { headers: [['Cookie', `s=${c}`]] };
    const shard: Partial<JudgedExchange> = { url: 'https://b.x.test/', host: 'b.x.test' };
    for (const change of [
      sent([{ a, b }, { a: c }]),
      combine(sent({ a }), sent({ b }, shard), sent({}, cookie)),
    ])
      assert.deepEqual(
        valueReasons(change).map(({ code }) => code),
        ['values-add-up'],
      );
  });

  it('do not add up over visits or recipients', () => {
    const [a, b, c] = PIECES;
    const elsewhere: Partial<JudgedExchange> = { url: 'https://y.other/', host: 'y.other' };
    for (const change of [
      combine(sent({ a, b }), sent({ c }, { at: at(125) })),
      combine(sent({ a, b }), sent({ c }, elsewhere)),
    ])
      assert.ok(valueReasons(change).every(({ code }) => code === 'values-unread'));
  });

  it('are reported if there are many in one place, at a launch unlike the first one and in the twin', () => {
    const codes = (change: EvidenceChange) => valueReasons(change).map(({ code }) => code);
    assert.deepEqual(codes(sent({ ids: PIECES }, { at: at(107), overAt: at(108) })), ['values-add-up']);
    assert.deepEqual(codes(sent({ ids: PIECES }, { at: at(TWIN + 5) })), ['values-unread']);
  });
});
