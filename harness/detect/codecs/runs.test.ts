import assert from 'node:assert/strict';
import type { Canary } from '../../model/canary.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../locate.ts';
import { chanceOf } from '../testing/chance.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { DRESSES } from './testing/chains.ts';

const visit: Canary = { id: 'visit-1', kind: 'url', value: 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab' };

describe('runs of text amid bytes', () => {
  for (const count of [3, 200])
    for (const name of ['ascii85', 'z85', 'base64, reversed', 'base62:lower', 'percent'])
      it(`are each tried as one encoded value: ${name}, one of ${count}`, () => {
        const dress = DRESSES[name];
        assert.ok(dress);
        const chance = chanceOf(count);
        const between = () => chance(6).map((byte) => byte | 0x80);
        const others = Array.from({ length: count - 1 }, (_, at) =>
          Buffer.concat([between(), Buffer.from(`a line of the log, number ${at}`)]),
        );
        const value = Buffer.concat([between(), dress(Buffer.from(visit.value)), between()]);
        const exchange = exchangeOf({
          body: Buffer.concat([...others, value, ...others.slice(0, 1), between()]),
        });
        const { findings, stats } = scanOf([visit], exchange);
        const whole = findings.filter(({ match }) => match === 'whole');
        assert.ok(whole.length > 0, JSON.stringify(findings));
        for (const finding of findings)
          assert.ok(locate(exchange, finding, visit, DEFAULT_BUDGET), finding.chain.join(' | '));
        assert.equal(stats.exhausted, 0);
      });
});
