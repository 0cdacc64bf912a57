import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { createDetector, DEFAULT_BUDGET } from '../detect/index.ts';
import type { Canary } from '../model/canary.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { exchange } from '../verdict/testing/evidence.ts';
import { decodingSteps } from './decoding-steps.ts';

const VISIT = 'https://qk3v9x2m7abc.example/z8w4n1p5t6yr/page?q=h2d7c9f4k1ms';
const WORDS = 'garden kettle qk3v9x2m7abc z8w4n1p5t6yr';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };
const search: Canary = { id: 'search-1', kind: 'search', value: WORDS };

/** The steps of the first finding in a request with this body. */
function stepsOf(body: string, canary = visit) {
  const sent = exchange({ url: 'https://collector.example/r', index: 0, body: Buffer.from(body) });
  const detector = createDetector([canary], [], DEFAULT_BUDGET);
  detector.push(sent);
  const [finding] = detector.end().findings;
  assert.ok(finding, 'nothing was found');
  const evidence = { exchanges: [sent], late: [], canaries: [canary] } as unknown as CaseEvidence;

  return { finding, evidence, steps: decodingSteps(evidence, finding) };
}

const gzipped = (text: string) => `data=${encodeURIComponent(gzipSync(text).toString('base64'))}`;

describe('decodingSteps', () => {
  it('gives the content after each decoding, with the canary marked where it is readable', () => {
    const { steps } = stepsOf(
      gzipped(JSON.stringify({ a: 'x'.repeat(500), url: VISIT, b: 'y'.repeat(500) })),
    );
    assert.deepEqual(
      steps?.map(({ step, isText, canary }) => [step, isText, canary]),
      [
        ['request.body', true, ''],
        ['form:data', true, ''],
        ['base64', false, ''],
        ['gzip', true, VISIT],
        ['json:$.url', true, VISIT],
      ],
    );
    const [, , compressed, json, value] = steps ?? [];
    assert.match(compressed?.before ?? '', /^1f 8b 08/);
    assert.deepEqual(json?.cut, { before: true, after: true });
    assert.deepEqual(value?.cut, { before: false, after: false });
    for (const each of steps ?? [])
      assert.ok(each.before.length <= 120 && each.after.length <= 60, `${each.step} is not cut`);
  });

  const spellings: [name: string, canary: Canary, body: string, marked: string][] = [
    ['as it is', visit, VISIT, VISIT],
    [
      'escaped for JSON',
      visit,
      JSON.stringify({ u: VISIT }).replaceAll('/', '\\/'),
      VISIT.replaceAll('/', '\\/'),
    ],
    ['escaped for a URL', search, `u=${encodeURIComponent(WORDS)}`, encodeURIComponent(WORDS)],
    ['escaped for a form', search, `u=${WORDS.replaceAll(' ', '+')}`, WORDS.replaceAll(' ', '+')],
    ['in capital letters', visit, VISIT.toUpperCase(), VISIT.toUpperCase()],
    ['only its host', visit, '{"host":"qk3v9x2m7abc.example"}', 'qk3v9x2m7abc.example'],
  ];
  for (const [name, canary, body, marked] of spellings)
    it(`marks a canary that was sent ${name}`, () => {
      assert.equal(stepsOf(body, canary).steps?.[0]?.canary, marked);
    });

  it('marks a digest, which has no text', () => {
    const digest = createHash('md5').update(VISIT).digest('hex');
    const { steps, finding } = stepsOf(`{"id":"${digest}","x":1}`);
    assert.equal(finding.match, 'digest:md5');
    assert.equal(steps?.at(-1)?.canary, digest);
  });

  it('gives nothing if the chain does not lead to the canary, or the exchange is missing', () => {
    const { finding, evidence } = stepsOf(gzipped(VISIT));
    assert.equal(decodingSteps(evidence, { ...finding, chain: ['hex'] }), undefined);
    assert.equal(decodingSteps(evidence, { ...finding, exchange: 7 }), undefined);
    assert.equal(decodingSteps(evidence, { ...finding, canary: 'visit-9' }), undefined);
  });
});
