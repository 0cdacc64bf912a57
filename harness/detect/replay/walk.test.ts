import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Exchange } from '../../model/exchange.ts';
import { createDetector, DEFAULT_BUDGET } from '../detector.ts';
import { walkChain } from './walk.ts';

const url = 'https://qk3v9x2m7abc.example/z8w4n1p5t6yr/page?q=h2d7c9f4k1ms';
const events = JSON.stringify([{ event: 'page_load_event_start', properties: { url } }]);
const exchange: Exchange = {
  index: 0,
  method: 'POST',
  url: 'https://sa.api.intl.miui.com/sa?project=x',
  host: 'sa.api.intl.miui.com',
  headers: [['content-type', 'application/x-www-form-urlencoded']],
  body: Buffer.from(`gzip=1&data_list=${encodeURIComponent(gzipSync(events).toString('base64'))}`),
  trailers: [],
  messages: [],
};

describe('walkChain', () => {
  it('follows every chain that the detector reports', () => {
    const detector = createDetector([{ id: 'visit-1', kind: 'url', value: url }], [], DEFAULT_BUDGET, {
      keepsMessages: true,
    });
    detector.push(exchange);
    const { findings } = detector.end();
    assert.ok(findings.length > 0);
    for (const finding of findings) {
      const [contents] = walkChain(exchange, finding.part, finding.chain, DEFAULT_BUDGET);
      assert.ok(contents, finding.chain.join(' > '));
      assert.equal(contents.length, finding.chain.length + 1);
      assert.ok(contents.at(-1)?.text.includes('qk3v9x2m7abc.example'));
      assert.equal(detector.messageOf(finding), events);
    }
  });

  it('gives nothing for a chain that does not fit the exchange', () => {
    for (const [part, ...chain] of [['request.body', 'form:data_list', 'hex'], ['request.trailer:x']])
      assert.deepEqual([...walkChain(exchange, part!, chain, DEFAULT_BUDGET)], []);
  });
});
