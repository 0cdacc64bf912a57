import assert from 'node:assert/strict';
import type { Canary } from '../../model/canary.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };
const reverse = (text: string) => [...text].toReversed().join('');
const rot13 = (text: string) =>
  text.replaceAll(/[a-z]/g, (letter) => String.fromCharCode(97 + ((letter.charCodeAt(0) - 84) % 26)));

describe('disguised words without a URL', () => {
  const bodies: [name: string, body: string, chain: string[]][] = [
    ['a host, reversed', `h=${reverse('k3x9m2q7w4tz.example')}`, ['reverse']],
    ['a token, rotated', `{"t":"${rot13('p8v1n5r6y0ab')}"}`, ['rot:13']],
    [
      'a token, reversed in base64',
      Buffer.from(reverse('h7j2d9f4g6sl')).toString('base64'),
      ['base64', 'reverse'],
    ],
    ['a token in base64', Buffer.from('h7j2d9f4g6sl').toString('base64'), ['base64']],
  ];
  for (const [name, body, chain] of bodies)
    it(`are found and replay: ${name}`, () => {
      const exchange = exchangeOf({ body: Buffer.from(body) });
      const { findings } = scanOf([visit], exchange);
      assert.deepEqual(
        findings.map((finding) => finding.chain.filter((step) => chain.includes(step))),
        [chain],
      );
      for (const finding of findings) assert.ok(locate(exchange, finding, visit, DEFAULT_BUDGET));
    });

  it('are not found with one letter changed, or for a common word', () => {
    const near = reverse('k3x9m2q7w4tx.example');
    assert.deepEqual(scanOf([visit], exchangeOf({ body: Buffer.from(`h=${near}`) })).findings, []);
    const common: Canary = { id: 'c', kind: 'search', value: 'desserts garden' };
    assert.deepEqual(scanOf([common], exchangeOf({ body: Buffer.from('stressed nedrag') })).findings, []);
  });
});
