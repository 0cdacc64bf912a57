import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { exchangeOf } from '../detect/testing/exchange.ts';
import { createLeftovers } from './leftovers.ts';

const leftovers = createLeftovers(
  [
    { name: 'android_id', value: '4dfe58fb3832534e' },
    { name: 'imei', value: '354210098765432' },
  ],
  DEFAULT_BUDGET,
);

describe('createLeftovers', () => {
  it('reports each remaining value and its part, in any encoding', () => {
    const body = Buffer.from(
      `data=${encodeURIComponent(gzipSync('{"id":"4dfe58fb3832534e"}').toString('base64'))}`,
    );
    assert.deepEqual(
      leftovers.inExchanges([
        exchangeOf({ index: 0 }),
        exchangeOf({ index: 1, body, headers: [['x-imei', '354210098765432']] }),
      ]),
      [
        { exchange: 1, part: 'request.body', name: 'android_id' },
        { exchange: 1, part: 'request.header:x-imei', name: 'imei' },
      ],
    );
  });

  it('reports nothing for exchanges with other values', () =>
    assert.deepEqual(leftovers.inExchanges([exchangeOf({ body: Buffer.from('4dfe58fb3832534f') })]), []));
});
