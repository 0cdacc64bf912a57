import assert from 'node:assert/strict';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { decide } from '../decide.ts';
import {
  timeInBlock,
  type PlannedBlock,
  planBlocks,
  urlBytesOf,
} from '../../sizes/testing/recorded-blocks.ts';
import { caseWithBlocks, pageCounter, SEED } from '../testing/blocks.ts';
import { cleanEvidence, exchange, policy } from '../testing/evidence.ts';

type Block = Extract<TimelineStep, { kind: 'block' }>;

function judged(evidence: CaseEvidence): { verdict: string; codes: string[]; text: string } {
  const { verdict, reasons } = decide(evidence, policy);
  const own = reasons.filter(({ code }) => /^(size|count)-/.test(code));

  return { verdict, codes: own.map(({ code }) => code), text: own.map(({ text }) => text).join('\n') };
}

describe('the sizes of uploads', () => {
  it('are suspect if they grow with the addresses, even undecoded', () => {
    const { verdict, codes, text } = judged(caseWithBlocks((block) => 700 + urlBytesOf(block)));
    assert.equal(verdict, 'suspect');
    assert.ok(codes.includes('size-follows-address'));
    assert.match(
      text,
      /Uploads to tracking\.vendor\.example grew by 1\.00 bytes for each byte by which the visited addresses were longer \(95 % interval 1\.00 to 1\.00; permutation test of 400 orders, p = 0\.0025/,
    );
  });

  it('are inconclusive if only a counter follows the visits, which is noted', () => {
    const { verdict, codes, text } = judged(caseWithBlocks(pageCounter));
    assert.equal(verdict, 'inconclusive');
    assert.deepEqual(codes, ['size-not-decided', 'count-follows-visits']);
    assert.match(text, /The smallest slope that the test would find is less than 0\.01\./);
    assert.match(text, /This test cannot find hashed, truncated or padded addresses/);
    assert.match(
      text,
      /: 1010 bytes per block with visits, 740 per block with the same taps and no visit \(p = 0\.005\)/,
    );
  });

  it("report a block that is too short for the intervals of the release's SDKs", () => {
    const evidence = caseWithBlocks(pageCounter);
    const slow = { ...evidence, facts: { ...evidence.facts, windowMs: 900_000 } };
    assert.match(
      judged(slow).text,
      /may hold an upload for 15 min; .* within a block of 2 min 30 s is missed/,
    );
    assert.doesNotMatch(judged(evidence).text, /may hold an upload/);
  });

  it('are inconclusive for a constant heartbeat', () => {
    const { verdict, codes } = judged(caseWithBlocks(() => 300));
    assert.equal(verdict, 'inconclusive');
    assert.deepEqual(codes, ['size-not-decided']);
  });

  it('are inconclusive if nothing was sent', () => {
    const { verdict, text } = judged(caseWithBlocks(() => 0));
    assert.equal(verdict, 'inconclusive');
    assert.match(text, /no data was sent in the blocks/);
  });

  it('are never clean, even if everything could be read', () => {
    const evidence = caseWithBlocks(() => 0);
    const readable = exchange({
      url: 'https://a.example/',
      index: 7,
      at: timeInBlock(3),
      body: Buffer.from('hi'),
    });
    assert.equal(
      judged({ ...evidence, exchanges: [...evidence.exchanges, readable] }).verdict,
      'inconclusive',
    );
  });

  it('are inconclusive if shorter addresses send more', () => {
    const { verdict } = judged(caseWithBlocks((block) => 9_000 - urlBytesOf(block)));
    assert.equal(verdict, 'inconclusive');
  });

  it('give nothing for a case without blocks', () => {
    assert.equal(decide(cleanEvidence(), policy).verdict, 'clean');
  });

  describe('with a leak that would be found', () => {
    const leak = (block: PlannedBlock) => 700 + urlBytesOf(block);
    const swap = (steps: Block[]) => {
      const [shortBlock, longBlock] = [
        steps.find((s) => s.arm === 'short'),
        steps.find((s) => s.arm === 'long'),
      ];

      return steps.map((step) =>
        step === shortBlock
          ? { ...step, arm: 'long' as const }
          : step === longBlock
            ? { ...step, arm: 'short' as const }
            : step,
      );
    };
    const changeStep: [name: string, change: (steps: Block[]) => Block[], expectedText: RegExp][] = [
      ['a block is missing', (steps) => steps.slice(0, -1), /35 of 36 blocks ran/],
      [
        'the order is not the one drawn',
        swap,
        /the blocks differ from the design that their seed determines/,
      ],
      ['the seed is another one', (steps) => steps.map((s) => ({ ...s, seed: 'x' })), /seed determines/],
      [
        'a block has fewer visits',
        (steps) => steps.map((s) => (s.arm === 'short' ? { ...s, visits: 1 } : s)),
        /seed determines/,
      ],
      [
        'long blocks took longer',
        (steps) => steps.map((s) => (s.arm === 'long' ? { ...s, handsetMs: 151_000 } : s)),
        /blocks with long addresses took longer/,
      ],
      [
        'a block took much longer',
        (steps) => steps.map((s) => (s.number === 7 ? { ...s, handsetMs: 190_000 } : s)),
        /the blocks did not all take about the same time/,
      ],
      [
        'block durations are unknown',
        (steps) => steps.map((s) => ({ ...s, handsetMs: undefined })),
        /the blocks did not all take about the same time/,
      ],
      [
        'blocks overlap',
        (steps) => steps.map((s) => ({ ...s, to: timeInBlock(s.number + 2, 0) })),
        /blocks overlap/,
      ],
      [
        'the addresses of the long arm were not longer',
        (steps) => steps.map((s) => ({ ...s, urlBytes: 120 })),
        /not all longer/,
      ],
    ];
    for (const [name, change, expectedText] of changeStep)
      it(`measure nothing if ${name}`, () => {
        const { verdict, codes, text } = judged(caseWithBlocks(leak, change));
        assert.equal(verdict, 'inconclusive');
        assert.deepEqual(codes, ['size-not-decided']);
        assert.match(text, expectedText);
      });

    it('stay suspect if a busy machine delayed a block', () => {
      const delayed = (steps: Block[]) =>
        steps.map((s) => (s.number === 7 ? { ...s, handsetMs: 170_000 } : s));
      assert.equal(judged(caseWithBlocks(leak, delayed)).verdict, 'suspect');
    });

    it('are inconclusive if the recording broke', () => {
      const evidence = caseWithBlocks(leak);
      const events = [
        ...evidence.visibility.events,
        { kind: 'broken' as const, at: timeInBlock(4), what: 'tunnel', detail: 'it closed' },
      ];
      assert.equal(
        judged({ ...evidence, visibility: { ...evidence.visibility, events } }).verdict,
        'inconclusive',
      );
    });

    it('are inconclusive without a private proof', () => {
      const evidence = caseWithBlocks(leak);
      const steps = evidence.timeline.steps.filter(({ kind }) => kind !== 'private-proof');
      assert.equal(
        judged({ ...evidence, timeline: { ...evidence.timeline, steps } }).verdict,
        'inconclusive',
      );
    });
  });

  it('find no slope for 21 recipients with 400 orders', () => {
    const evidence = caseWithBlocks(() => 0);
    const exchanges = Array.from({ length: 21 }, (_, host) =>
      planBlocks(SEED).map((block) =>
        exchange({
          index: 1_000 + 40 * host + block.number,
          url: `https://h${host}.example/`,
          body: Buffer.from('x'.repeat(1 + (((host + 1) * block.number) % 37))),
          answer: { status: 200, mimeType: 'text/plain' },
          at: timeInBlock(block.number),
        }),
      ),
    ).flat();
    const { text } = judged({ ...evidence, exchanges: [...evidence.exchanges, ...exchanges] });
    assert.match(text, /With 21 recipients, a test over 400 orders cannot find a slope, however steep/);
  });
});
