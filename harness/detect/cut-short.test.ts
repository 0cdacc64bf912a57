import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import type { Canary } from '../model/canary.ts';
import type { Exchange } from '../model/exchange.ts';
import { exchangeOf, scanOf } from './testing/exchange.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hex16 = (at: number) => sha256(`key ${at}`).slice(0, 16);
const list = <T>(length: number, make: (at: number) => T) => Array.from({ length }, (_, at) => make(at));
const json = (value: unknown, index = 0) => exchangeOf({ index, body: Buffer.from(JSON.stringify(value)) });
const object = (entries: (readonly [string, unknown])[]) => Object.fromEntries(entries);

function sealed(plain: string, key: string): string {
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16));

  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
}

/** What nothing opens: encrypted under a key that did not travel. */
const closed = (at: number) => sealed(`nothing to see ${at}, and nothing more than that`, 'a9Zk27Qm4Lx0Vb81');

describe('work cut short', () => {
  const counted: [name: string, exchanges: Exchange[], exhausted: number][] = [
    [
      'more values named as keys than are tried',
      [json({ data: closed(0), ...object(list(80, (at) => [`n${at}_key`, hex16(at)])) })],
      1,
    ],
    [
      'more that stayed closed than keys are tried on',
      [
        json({
          key: hex16(1),
          events: list(300, (at) => ({ data: closed(at) })),
          ...object(list(60, (at) => [`n${at}_key`, hex16(at)])),
        }),
      ],
      1,
    ],
    [
      'more layers with pieces than are joined',
      [exchangeOf({ messages: list(300, (index) => ({ index, data: Buffer.from('k3x9m2') })) })],
      1,
    ],
    [
      'more pieces than a capture keeps',
      list(3, (index) => json({ d: list(4000, () => 'k3x9m2') }, index)),
      1,
    ],
    [
      'more salts than are tried',
      [
        json({ salt: 'n0ne-0fth3m', hash: sha256('some other') }),
        ...list(520, (at) => json({ salt: hex16(at) }, at + 1)),
      ],
      521,
    ],
  ];
  for (const [name, exchanges, exhausted] of counted)
    it(`is counted: ${name}`, () => {
      for (const order of [exchanges, exchanges.toReversed()])
        assert.equal(scanOf([visit], ...order).stats.exhausted, exhausted);
    });

  const ordinary: [name: string, exchanges: Exchange[]][] = [
    [
      'values that nothing says are keys, beside what is closed',
      [json({ data: closed(0), ...object(list(300, (at) => [`field_${at}`, hex16(at)])) })],
    ],
    [
      'one key in each of many events',
      [json({ data: closed(0), events: list(120, () => ({ session_key: hex16(1) })) })],
    ],
    [
      'words in fields of such names',
      [json({ data: closed(0), keyword: list(90, (at) => `${'ab'.repeat(5)}${at}`) })],
    ],
    ['many values of an exchange each', list(600, (at) => json({ a: hex16(at), hash: sha256(`${at}`) }, at))],
    [
      'one salt in each of many exchanges',
      list(600, (at) => json({ device_id: hex16(1), hash: sha256(`${at}`) }, at)),
    ],
  ];
  for (const [name, exchanges] of ordinary)
    it(`is not: ${name}`, () => assert.equal(scanOf([visit], ...exchanges).stats.exhausted, 0));

  it('is not where each event brings its own key', () => {
    const events = list(50, (at) => ({
      key: hex16(at),
      data: sealed(`{"n":${at},"url":"${VISIT}"}`, hex16(at)),
    }));
    const { findings, stats } = scanOf([visit], json(events));
    assert.equal(new Set(findings.map(({ chain }) => chain[0])).size, 50);
    assert.equal(stats.exhausted, 0);
  });

  it('is counted once an exchange, in however many parts', () => {
    const part = Buffer.from(
      JSON.stringify(list(300, (at) => JSON.stringify({ at, d: 'k3x9m2', e: 'q7w4ty' }))),
    );
    const exchange = exchangeOf({ messages: list(3, (index) => ({ index, data: part })), body: part });
    assert.equal(scanOf([visit], exchange).stats.exhausted, 1);
  });
});
