import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRandomBytes } from '../../../detect/testing/random.ts';
import type { JudgedExchange } from '../../../model/evidence.ts';
import { decide } from '../../decide.ts';
import { combine, type EvidenceChange, withExchange } from '../../testing/changes.ts';
import { at, cleanEvidence, exchange, policy } from '../../testing/evidence.ts';

/** An encrypted address with its nonce. */
const CIPHERTEXT_BYTES = 64;
const SEED = 20_261_129;
const HOST = 'https://portions.test';

type Sent = Partial<JudgedExchange> & { url: string };

const writings: Record<string, (portion: Buffer) => string> = {
  hex: (portion) => portion.toString('hex'),
  'upper-case hex': (portion) => portion.toString('hex').toUpperCase(),
  base64url: (portion) => portion.toString('base64url'),
  base36: (portion) => BigInt(`0x${portion.toString('hex')}`).toString(36),
  'a decimal number': (portion) => BigInt(`0x${portion.toString('hex')}`).toString(),
};
const json = (body: unknown): Sent => ({ url: `${HOST}/v1`, body: Buffer.from(JSON.stringify(body)) });
const carriers: Record<string, (portions: readonly string[]) => Sent[]> = {
  'fields with different names': (portions) => [
    json(Object.fromEntries(portions.map((portion, at) => [`field_${'abcdefghijklmnop'[at]}`, portion]))),
  ],
  'the objects of a list': (portions) => [json(portions.map((id) => ({ type: 'metric', id })))],
  'one request each': (portions) => portions.map((id) => json({ type: 'metric', id })),
  'path segments': (portions) => [{ url: `${HOST}/${portions.join('/')}` }],
  'query fields': (portions) => [
    { url: `${HOST}/p?${portions.map((portion, at) => `k${at}=${portion}`).join('&')}` },
  ],
  cookies: (portions) => [
    {
      url: `${HOST}/c`,
      headers: [['Cookie', portions.map((portion, at) => `c${at}=${portion}`).join('; ')]],
    },
  ],
  headers: (portions) => [
    {
      url: `${HOST}/h`,
      headers: portions.map((portion, at): [string, string] => [`X-Trace-${at}`, portion]),
    },
  ],
  'labels of its own hosts': (portions) =>
    portions.map((portion) => {
      const host = `${portion.toLowerCase().replaceAll(/[^a-z0-9]/g, 'x')}.portions.test`;

      return { url: `https://${host}/pixel.gif`, host };
    }),
};

const sent = (requests: readonly Sent[], from: number): EvidenceChange =>
  combine(
    ...requests.map((request, index) =>
      withExchange(
        exchange({
          responder: 'unknown',
          at: at(from + index / 10),
          overAt: at(from + index / 10),
          ...request,
        }),
      ),
    ),
  );
const codes = (change: EvidenceChange): string[] =>
  decide(change(cleanEvidence()), policy).reasons.map(({ code }) => code);

describe('an encrypted address in portions', () => {
  const cases = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    size: fc.integer({ min: 4, max: 16 }),
    writing: fc.constantFrom(...Object.keys(writings)),
    carrier: fc.constantFrom(...Object.keys(carriers)),
  });
  const requestsOf = ({
    seed,
    size,
    writing,
    carrier,
  }: typeof cases extends fc.Arbitrary<infer T> ? T : never) => {
    const bytes = createRandomBytes(seed)(CIPHERTEXT_BYTES);
    const portions: string[] = [];
    for (let from = 0; from < bytes.length; from += size)
      portions.push(writings[writing]?.(bytes.subarray(from, from + size)) ?? '');

    return carriers[carrier]?.(portions) ?? [];
  };

  it('is never passed over', () =>
    fc.assert(
      fc.property(cases, (given) => {
        const found = codes(sent(requestsOf(given), 20));
        assert.ok(
          ['values-add-up', 'opaque-upload'].some((code) => found.includes(code)),
          JSON.stringify(found),
        );
      }),
      { numRuns: 30, seed: SEED },
    ));

  it('voids nothing if it was sent before the first visit, and again after it', () =>
    fc.assert(
      fc.property(cases, (given) => {
        const requests = requestsOf(given);
        const found = codes(combine(sent(requests, 6), sent(requests, 20)));
        assert.ok(
          !['values-add-up', 'opaque-upload'].some((code) => found.includes(code)),
          JSON.stringify(found),
        );
      }),
      { numRuns: 12, seed: SEED },
    ));
});
