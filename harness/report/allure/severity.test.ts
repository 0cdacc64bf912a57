import assert from 'node:assert/strict';
import type { Leak } from '../summary/leaks.ts';
import type { CaseSummary, Outcome } from '../summary/summary.ts';
import { summaryOf } from '../testing/outcomes.ts';
import { severityOf } from './severity.ts';

/** A leaking case whose leaks have other identifiers or matches. */
function leaking(outcome: Outcome, change: Partial<Leak>, means?: 'install' | 'session'): CaseSummary {
  const each = summaryOf().cases.find((some) => some.outcome === outcome);
  assert.ok(each);
  const leaks = each.leaks.map((leak) => ({
    ...leak,
    ...change,
    identifiers: means === undefined ? [] : leak.identifiers.map((identifier) => ({ ...identifier, means })),
  }));
  assert.ok(leaks.length > 0);

  return { ...each, leaks };
}

describe('severityOf', () => {
  it('orders outcomes', () => {
    assert.deepEqual(summaryOf().cases.map(severityOf), [
      'blocker',
      'critical',
      'critical',
      'critical',
      'minor',
      'normal',
      'minor',
      'trivial',
    ]);
  });

  const rows: [what: string, each: CaseSummary, severity: string][] = [
    ['a new leak with an identifier of the installation', leaking('new-leak', {}, 'install'), 'blocker'],
    ['a new leak with an identifier of the session', leaking('new-leak', {}, 'session'), 'critical'],
    ['a new leak without an identifier', leaking('new-leak', {}), 'critical'],
    ['a new leak of host names', leaking('new-leak', { match: 'host' }), 'normal'],
    [
      'a new leak of host names with an identifier',
      leaking('new-leak', { match: 'host' }, 'install'),
      'critical',
    ],
    ['a known leak with an identifier', leaking('known-leak', {}, 'install'), 'critical'],
    ['a known leak without an identifier', leaking('known-leak', {}), 'normal'],
    ['a known leak of host names', leaking('known-leak', { kind: 'host' }), 'minor'],
  ];
  for (const [what, each, severity] of rows)
    it(`calls ${what} ${severity}`, () => {
      assert.equal(severityOf(each), severity);
    });
});
