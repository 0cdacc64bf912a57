import assert from 'node:assert/strict';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import { decide } from '../decide.ts';
import { search } from '../search.ts';
import { withExchange } from '../testing/changes.ts';
import { cleanEvidence, exchange, policy, upload, VISIT } from '../testing/evidence.ts';

describe('a finding', () => {
  const leak = withExchange(upload(VISIT))(cleanEvidence());
  const found = search(leak, policy);
  const inExchange = (number: number) => ({
    ...found,
    report: {
      ...found.report,
      findings: found.report.findings.map((finding) => ({ ...finding, exchange: number })),
    },
  });

  it('is a leak in an exchange of the case', () => {
    assert.ok(found.report.findings.length > 0);
    assert.equal(decide(leak, policy, found).verdict, 'leaks');
  });

  it('contradicts the evidence in an exchange that the case does not have', () => {
    const { verdict, reasons } = decide(leak, policy, inExchange(999));
    assert.equal(verdict, 'inconclusive');
    const texts = reasons.flatMap(({ code, text }) => (code === 'evidence-contradicts' ? [text] : []));
    assert.match(texts.join('\n'), /was found in exchange 999, but the case has no such exchange/);
  });

  const { hostname, pathname } = new URL(VISIT);
  const received: [what: string, given: JudgedExchange, isFinding: boolean][] = [
    ['a redirect within the site of the page', exchange({ url: `https://m.${hostname}${pathname}` }), false],
    [
      'a Referer within the site of the page',
      exchange({ url: `https://m.${hostname}/a.js`, headers: [['Referer', VISIT]] }),
      false,
    ],
    ['an upload to another host of the site', upload(VISIT, { url: `https://m.${hostname}/c` }), true],
    [
      'a request to an address that names the page as its Host',
      exchange({ url: VISIT, host: hostname, via: '203.0.113.9' }),
      true,
    ],
    [
      'an upload through a connection to the page that names another host',
      upload(VISIT, { host: hostname, via: hostname }),
      true,
    ],
  ];
  for (const [what, given, isFinding] of received)
    it(`is ${isFinding ? '' : 'not '}reported for ${what}`, () => {
      const evidence = withExchange(given)(cleanEvidence());
      const { report } = search(evidence, policy);
      const index = evidence.exchanges.length - 1;
      const ofExchange = (findings: readonly Finding[]) => findings.some((each) => each.exchange === index);
      assert.equal(ofExchange(report.findings), isFinding);
      assert.ok(isFinding || ofExchange(report.allowed));
      assert.equal(decide(evidence, policy).findings.length > 0, isFinding);
    });
});
