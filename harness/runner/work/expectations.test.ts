import assert from 'node:assert/strict';
import type { CaseRecord } from '../../model/case.ts';
import type { Finding } from '../../model/scan.ts';
import type { Verdict } from '../../model/verdict.ts';
import {
  checkExpectations,
  type Expectation,
  type JudgedCase,
  LeakError,
  UndecidedError,
} from './expectations.ts';

const CANARIES = [
  { id: 'visit-1', kind: 'url' as const, value: 'https://a.example/garden' },
  { id: 'visit-1-title', kind: 'text' as const, value: 'Garden window' },
  { id: 'search-1', kind: 'search' as const, value: 'feather maple' },
];
const visit = { id: 'visit-1', canaries: CANARIES.slice(0, 2) };
const search = { id: 'search-1', canaries: CANARIES.slice(2) };

const finding = (canary: string): Finding => ({
  canary,
  exchange: 1,
  host: 'collector.example',
  part: 'request.body',
  chain: ['base64', 'gzip'],
  match: 'whole',
  sdk: 'sensors',
  confidence: 'certain',
});

function judged(verdict: Verdict, ...found: string[]): JudgedCase {
  const record = {
    verdict,
    findings: found.map(finding),
    reasons: [{ code: 'twin-missing', text: 'There was no twin.' }],
    facts: { id: 'mint@3.4.3~0123abcd/search/private', handset: { simulated: true } },
  };

  // Only the fields that checkExpectations reads.
  return { record: record as unknown as CaseRecord, canaries: CANARIES };
}

/** What the test of a case throws; undefined where it passes. */
function thrownBy(judgedCase: JudgedCase, ...expectations: Expectation[]): unknown {
  try {
    checkExpectations(judgedCase, { kind: 'ended', expectations });

    return undefined;
  } catch (error) {
    return error;
  }
}

const notToLeak = (...browsed: Expectation['browsed'][number][]): Expectation => ({ leaks: false, browsed });
const toLeak = (...browsed: Expectation['browsed'][number][]): Expectation => ({ leaks: true, browsed });
const messageOf = (error: unknown): string =>
  error instanceof LeakError ? error.message : `no LeakError: ${String(error)}`;

describe('checkExpectations', () => {
  it('accepts not.toLeak only for a clean case', () => {
    assert.equal(thrownBy(judged('clean'), notToLeak(visit)), undefined);
    assert.equal(
      messageOf(thrownBy(judged('leaks', 'visit-1'), notToLeak(visit))),
      [
        'expected nothing to leak, but mint@3.4.3~0123abcd/search/private (simulated) leaks:',
        "  'https://a.example/garden' (visit-1) went to collector.example in request.body, encoded as base64 > gzip (sensors)",
      ].join('\n'),
    );
  });

  it('rejects not.toLeak if a value leaked that the expectation does not name', () => {
    assert.match(
      messageOf(thrownBy(judged('leaks', 'search-1'), notToLeak(visit))),
      /'feather maple' \(search-1\)/,
    );
  });

  it('accepts toLeak if any canary of each named value leaked, and nothing else', () => {
    assert.equal(thrownBy(judged('leaks', 'visit-1-title'), toLeak(visit)), undefined);
    assert.equal(thrownBy(judged('leaks', 'visit-1', 'search-1'), toLeak(visit, search)), undefined);
  });

  it('rejects toLeak if another value leaked too, and lists only that value', () => {
    const message = messageOf(thrownBy(judged('leaks', 'visit-1', 'search-1'), toLeak(visit)));
    assert.match(
      message,
      /^expected nothing but 'https:\/\/a\.example\/garden' \(visit-1\) to leak, but these values leaked too:\n {2}'feather maple'/,
    );
    assert.equal(message.split('\n').length, 2);
  });

  it('rejects toLeak if a named value did not leak', () => {
    for (const named of [[visit], [visit, search]])
      assert.match(
        messageOf(thrownBy(judged('leaks', 'search-1'), toLeak(...named))),
        /^expected 'https:\/\/a\.example\/garden' \(visit-1\) to leak, but only these values leaked:\n {2}'feather maple' \(search-1\)/,
      );
  });

  it('rejects toLeak for a clean case', () => {
    assert.match(
      messageOf(thrownBy(judged('clean'), toLeak(visit))),
      /^expected 'https:.*\/garden' .* to leak, but mint@.* is clean$/,
    );
  });

  for (const verdict of ['suspect', 'inconclusive'] as const)
    it(`rejects toLeak and not.toLeak for a case that is ${verdict}`, () => {
      for (const expectation of [toLeak(visit), notToLeak(visit)]) {
        const error = thrownBy(judged(verdict, 'visit-1'), expectation);
        assert.ok(error instanceof UndecidedError);
        assert.match(
          error.message,
          new RegExp(`\\(simulated\\) is ${verdict}: twin-missing \\(There was no twin\\.\\)`),
        );
      }
    });

  it('reports the same failure of two expectations once', () => {
    const { length } = messageOf(thrownBy(judged('leaks', 'visit-1'), notToLeak(visit))).split('\n');
    const twice = thrownBy(judged('leaks', 'visit-1'), notToLeak(visit), notToLeak(search));
    assert.equal(messageOf(twice).split('\n').length, length);
  });

  it('shortens a long address', () => {
    const value = `https://a.example/${'x'.repeat(2_048)}`;
    const long = {
      ...judged('leaks', 'visit-1'),
      canaries: [{ id: 'visit-1', kind: 'url' as const, value }],
    };
    assert.match(messageOf(thrownBy(long, notToLeak(visit))), /x\.\.\. \(2066 characters\)' \(visit-1\)/);
  });
});
