import assert from 'node:assert/strict';
import type { Canary } from '../../model/canary.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { DRESSES } from './testing/chains.ts';

describe('base85 of few bytes, in a field', () => {
  const table: [why: string, value: string, names: string[]][] = [
    ['text in UTF-16 of few letters', 'kw6akrqo7ybo', ['UTF-16, big', 'ascii85']],
    ['text in UTF-16 with another sign', 'k8l3hggpe5lr', ['UTF-16, big', 'ascii85']],
    ['words of capitals', 'kfcnctflcwfm', ['UTF-16, little', 'z85']],
    ['no change of case', 'ksmc2239ma2d', ['ascii85']],
    ['gzip behind a header of its own', 'kvvo88unfejr', ['gzip amid bytes', 'ascii85']],
    ['the same in Z85', 'k81iuq53fwsn', ['gzip amid bytes', 'z85']],
    ['bencode that was filled up', 'kisatlxjudcs', ['bencode', 'z85']],
  ];
  for (const [why, value, names] of table)
    it(`is seen through: ${why}`, () => {
      const canary: Canary = { id: 'c', kind: 'text', value };
      let data = Buffer.from(value) as Buffer;
      for (const name of names) data = DRESSES[name]?.(data) ?? data;
      const d = data.toString('latin1');
      const exchange = exchangeOf({ body: Buffer.from(JSON.stringify({ id: 7, d })) });
      const { findings } = scanOf([canary], exchange);
      assert.ok(findings.length > 0, d);
      for (const finding of findings)
        assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET), finding.chain.join(' > '));
    });
});
