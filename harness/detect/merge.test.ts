import assert from 'node:assert/strict';
import type { Canary } from '../model/canary.ts';
import { exchangeOf, scanOf } from './testing/exchange.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };

describe('sightings of one occurrence', () => {
  it('are reported once, at the most specific place', () => {
    const body = JSON.stringify([{ url: VISIT }, { referrer: VISIT }]);
    assert.deepEqual(
      scanOf([visit], exchangeOf({ body: Buffer.from(body) })).findings.map(({ chain }) => chain),
      [['json:$[0].url'], ['json:$[1].referrer']],
    );
  });

  it('are reported in at most a thousand places', () => {
    const body = JSON.stringify(Array.from({ length: 3000 }, (_, id) => ({ id, url: VISIT })));
    const { findings, stats } = scanOf([visit], exchangeOf({ body: Buffer.from(body) }));
    // One of the thousand sightings is in the whole text; the sighting in its first string replaces it.
    assert.equal(findings.length, 999);
    assert.equal(stats.exhausted, 0);
  });
});
