import assert from 'node:assert/strict';
import { decide } from '../decide.ts';
import { search } from '../search.ts';
import { withExchange } from '../testing/changes.ts';
import { cleanEvidence, policy, upload, VISIT } from '../testing/evidence.ts';

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
});
