import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Content, ContentSet } from './content.ts';
import { exchangeOf, scanOf } from './testing/exchange.ts';

const content = fc.oneof(
  fc.string({ maxLength: 20 }).map(Content.ofText),
  fc.uint8Array({ maxLength: 20 }).map(Content.ofBytes),
  fc.string({ minLength: 600, maxLength: 700 }).map(Content.ofText),
);

describe('ContentSet', () => {
  it('has each content once', () => {
    fc.assert(
      fc.property(fc.array(content), (contents) => {
        const set = new ContentSet();
        const known = new Set<string>();
        for (const each of [...contents, ...contents]) {
          const key = `${each.isText} ${Buffer.from(each.bytes).toString('hex')}`;
          assert.equal(set.add(each), !known.has(key));
          known.add(key);
        }
      }),
    );
  });

  it('does not take the digest of a long text for that text, so that the digest cannot hide it', () => {
    const canary = {
      id: 'visit-1',
      kind: 'url',
      value: 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab',
    } as const;
    const long = Buffer.from(`${canary.value} ${'page load event start '.repeat(40)}`).toString('base64');
    const digest = createHash('sha1').update(long).digest('base64');
    const { findings } = scanOf(
      [canary],
      exchangeOf({ body: Buffer.from(JSON.stringify({ first: digest, second: long })) }),
    );
    assert.deepEqual(
      findings.map(({ canary: found }) => found),
      ['visit-1'],
    );
  });
});
