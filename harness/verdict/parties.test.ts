import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Finding } from '../model/scan.ts';
import { ownerRowSchema } from '../model/ties.ts';
import { partiesOf } from './parties.ts';
import { exchange } from './testing/evidence.ts';

const owners = ownerRowSchema
  .array()
  .parse(parse(readFileSync(join(import.meta.dirname, 'data/owners.yaml'), 'utf8')));
const finding = (index: number, host: string): Finding => ({
  canary: 'visit-1',
  exchange: index,
  host,
  part: 'request.body',
  chain: [],
  match: 'whole',
  confidence: 'certain',
});

describe('partiesOf', () => {
  it('gives registrable domain, owner and transport of each recipient', () => {
    const exchanges = [
      exchange({ index: 0, url: 'https://sa.api.intl.miui.com/sa' }),
      exchange({ index: 1, url: 'http://a.b.collector.co.uk/x' }),
      exchange({ index: 2, url: 'https://a.b.collector.co.uk/x' }),
    ];
    const findings = [
      finding(0, 'sa.api.intl.miui.com'),
      finding(0, 'sa.api.intl.miui.com'),
      finding(1, 'a.b.collector.co.uk'),
      finding(2, 'a.b.collector.co.uk'),
      finding(9, '192.0.2.7'),
    ];
    const parties = partiesOf({ exchanges, late: [] }, findings, owners).map((party) => Object.values(party));
    assert.deepEqual(parties, [
      ['192.0.2.7', null, null, 'unknown', 1, null, null],
      ['a.b.collector.co.uk', 'collector.co.uk', null, 'both', 2, null, null],
      ['sa.api.intl.miui.com', 'miui.com', 'Xiaomi', 'tls', 2, null, null],
    ]);
  });

  for (const [server, country] of [
    ['8.8.8.8', 'US'],
    ['123.45.67.8', 'KR'],
    ['2001:db8::1', null],
  ] as const)
    it(`gives the country of a real server: ${server} is ${country}`, () => {
      const exchanges = [exchange({ index: 0, url: 'http://x.miui.com/', server })];
      const [party] = partiesOf({ exchanges, late: [] }, [finding(0, 'x.miui.com')], owners);
      assert.deepEqual([party?.address, party?.country, party?.transport], [server, country, 'clear']);
    });
});
