import assert from 'node:assert/strict';
import type { CaseEvidence } from '../../model/evidence.ts';
import { decide } from '../decide.ts';
import { KEYBOARD, policy } from '../testing/evidence.ts';
import { caseWithPages, type SentAtVisit } from '../testing/pages.ts';

function judged(evidence: CaseEvidence): { verdict: string; codes: string[]; text: string } {
  const { verdict, reasons } = decide(evidence, policy);
  const own = reasons.filter(({ code }) => /^(?:content|dependence|size|count)-/.test(code));

  return { verdict, codes: own.map(({ code }) => code), text: own.map(({ text }) => text).join('\n') };
}

const counter: SentAtVisit = ({ number }) => ({ n: number });

describe('what is sent in blocks of two pages', () => {
  it('is suspect if a field follows the page in both stages', () => {
    const { verdict, codes, text } = judged(caseWithPages(({ number, code }) => ({ n: number, c: code })));
    assert.equal(verdict, 'suspect');
    assert.deepEqual(codes, ['content-follows-page']);
    assert.match(
      text,
      /^What tracking\.vendor\.example received follows the page: request\.body > json:\$\.c of POST \/v1\/e \(is \w{6}\) .*p = 0\.0022 .*It can tell at least 4 of them apart\. Under another identity, the first page gave the same\. It is not shown to be the address\.$/,
    );
  });

  it('gives other values under another identity if they are salted with it', () => {
    const { text } = judged(
      caseWithPages(({ code, block }) => ({ c: block.stage === 'explore' ? `${code}7` : `8${code}` })),
    );
    assert.match(text, /Under another identity, the first page gave something else\./);
  });

  it('does not know other identities in an older experiment', () => {
    const { codes, text } = judged(
      caseWithPages(
        ({ code }) => ({ c: code }),
        (steps) => steps.slice(0, -2),
      ),
    );
    assert.deepEqual(codes, ['content-follows-page']);
    assert.match(text, /It is unknown whether it depends on the identity too\./);
  });

  it('is inconclusive if it follows the pages of the first stage alone', () => {
    const { verdict, codes } = judged(
      caseWithPages(({ number, code, block }) => ({
        n: number,
        c: block.stage === 'explore' ? code : 'none',
      })),
    );
    assert.equal(verdict, 'inconclusive');
    assert.deepEqual(codes, ['dependence-not-shown']);
  });

  it('is inconclusive for a counter, with what would have been found', () => {
    const { verdict, codes, text } = judged(caseWithPages(counter));
    assert.equal(verdict, 'inconclusive');
    assert.deepEqual(codes, ['dependence-not-shown']);
    assert.match(
      text,
      /^No message .* \(\d+ messages compared\): of 20 simulated values that depend on the page at every visit, 20 with 1 bit, 20 with 8 bits, 20 with 64 bits would/,
    );
  });

  const departures: [string, Parameters<typeof caseWithPages>[1], RegExp][] = [
    ['a block is missing', (steps) => steps.slice(0, -1), /29 of 30 blocks of the stage confirm ran/],
    [
      'the order is not the drawn one',
      (steps) => steps.map((step) => ({ ...step, seed: 'another' })),
      /differ from the design/,
    ],
    [
      'blocks overlap',
      (steps) =>
        steps.map((step) =>
          step.number === 9 && step.stage === 'explore' ? { ...step, to: '2026-12-01T00:00:00.000Z' } : step,
        ),
      /blocks overlap/,
    ],
    [
      'a block took longer',
      (steps) => steps.map((step) => (step.number === 9 ? { ...step, handsetMs: 400_000 } : step)),
      /did not all take about the same time/,
    ],
    [
      'blocks of one page took longer',
      (steps) => steps.map((step) => (step.arm === 'b' ? { ...step, handsetMs: 170_000 } : step)),
      /the blocks of one page took longer/,
    ],
    [
      'the last block visits a third page',
      (steps) => steps.map((step, at) => (at === steps.length - 1 ? { ...step, page: 'visit-2' } : step)),
      /the last block does not visit page A of the first stage/,
    ],
    [
      'addresses differ in length',
      (steps) => steps.map((step) => (step.number === 9 ? { ...step, urlBytes: 900 } : step)),
      /differ in length/,
    ],
    [
      'both stages visit the same page',
      (steps) => steps.map((step) => (step.page === 'visit-3' ? { ...step, page: 'visit-1' } : step)),
      /both stages visit the same page/,
    ],
    [
      'a block visited another page',
      (steps) => steps.map((step) => (step.number === 9 ? { ...step, page: 'visit-9' } : step)),
      /do not visit two pages/,
    ],
  ];
  for (const [name, change, why] of departures)
    it(`is undecided if ${name}`, () => {
      const { verdict, codes, text } = judged(caseWithPages(counter, change));
      assert.equal(verdict, 'inconclusive');
      assert.deepEqual(codes, ['dependence-not-decided']);
      assert.match(text, why);
    });

  const coded: SentAtVisit = ({ number, code }) => ({ n: number, c: code });
  const changed = (
    evidence: CaseEvidence,
    change: (exchange: CaseEvidence['exchanges'][number]) => CaseEvidence['exchanges'],
  ): CaseEvidence => ({
    ...evidence,
    exchanges: evidence.exchanges
      .flatMap((each) => (each.url.endsWith('/v1/e') ? change(each) : [each]))
      .map((each, index) => ({ ...each, index })),
  });

  it('is undecided if a visit did not load its page', () => {
    const { codes, text } = judged(caseWithPages(counter, undefined, false));
    assert.deepEqual(codes, ['dependence-not-decided']);
    assert.match(text, /0 visits of 3 loaded the page in block \d+ of the stage explore/);
  });

  it('is undecided if nothing was sent, or not everything was recorded', () => {
    const silent = judged(changed(caseWithPages(counter), () => []));
    assert.match(silent.text, /^It is undecided .*: nothing was sent to others in the blocks\.$/);
    const lost = [{ part: 'request.body', bytes: 9, why: 'a test' }];
    const partly = judged(changed(caseWithPages(counter), (each) => [{ ...each, lost }]));
    assert.match(partly.text, /^It is undecided .*: 72 messages could not be recorded whole\.$/);
  });

  it('reads a message of a WebSocket in the block in which it was sent', () => {
    const evidence = caseWithPages(coded);
    const events = evidence.exchanges.filter(({ url }) => url.endsWith('/v1/e'));
    const [first] = events;
    assert.ok(first);
    const socket = {
      ...first,
      method: 'GET',
      url: first.url.replace('https:', 'wss:').replace('/v1/e', '/v1/socket'),
      body: new Uint8Array(),
      messages: events.map(({ body, at }, index) => ({ index, data: body, at })),
    };
    const { verdict, codes, text } = judged({
      ...changed(evidence, () => []),
      exchanges: [...changed(evidence, () => []).exchanges, socket].map((each, index) => ({
        ...each,
        index,
      })),
    });
    assert.deepEqual([verdict, codes], ['suspect', ['content-follows-page']]);
    assert.match(text, /websocket > json:\$\.c of WEBSOCKET/);
  });

  it('is undecided if only another app sent something', () => {
    const { codes } = judged(changed(caseWithPages(coded), (each) => [{ ...each, uid: KEYBOARD }]));
    assert.deepEqual(codes, ['dependence-not-decided']);
  });

  it('is undecided at once for a plan with too few blocks', () => {
    const { text } = judged(caseWithPages(counter, (steps) => steps.map((step) => ({ ...step, ofPage: 1 }))));
    assert.match(text, /28 of 8 blocks of the stage explore ran; 30 of 10 blocks/);
  });
});
