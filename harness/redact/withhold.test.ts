import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { entryOf } from './testing/entry.ts';
import { withhold } from './withhold.ts';

const body = (text: string) => ({ postData: { mimeType: 'text/plain', text } });
const original = [entryOf(), entryOf(body('the original'))];
const redacted = [entryOf(), entryOf(body('the redacted'))];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('withholding', () => {
  it('keeps entries in which nothing is left', () =>
    assert.deepEqual(withhold(redacted, original, { inExchanges: () => [] }), {
      entries: redacted,
      withheld: [],
    }));

  it('removes a part in which a value is left, once, and states the original by length and digest', () => {
    const left = { exchange: 1, part: 'request.body', name: 'imei' };
    let calls = 0;
    const { entries, withheld } = withhold(redacted, original, {
      inExchanges: () => (calls++ === 0 ? [left, { ...left, name: 'serial' }] : []),
    });
    assert.deepEqual(withheld, [
      {
        exchange: 1,
        part: 'request.body',
        bytes: 12,
        sha256: sha256('the original'),
        why: 'it contains imei in a form that cannot be replaced',
      },
    ]);
    assert.equal(entries[0], redacted[0]);
    assert.equal(entries[1]?.request.postData?.text, '');
    assert.equal(entries[1]?.request.bodySize, 12);
  });

  it('searches responses too, of which the whole body goes', () => {
    const answered = (text: string) => {
      const entry = entryOf();
      entry.response.content.text = text;

      return entry;
    };
    const seen: string[] = [];
    const { entries, withheld } = withhold([answered('new')], [answered('old')], {
      inExchanges(exchanges) {
        seen.push(...exchanges.map(({ url, body }) => `${url} ${Buffer.from(body).toString()}`));

        return seen.length === 2 ? [{ exchange: 0, part: 'request.header:set-cookie', name: 'imei' }] : [];
      },
    });
    assert.deepEqual(seen, ['https://collect.test/up?v=3 ', 'https://answer.invalid/ new']);
    assert.deepEqual(
      withheld.map(({ part, sha256: digest }) => [part, digest]),
      [['response.body', sha256('old')]],
    );
    assert.equal(entries[0]?.response.content.text, undefined);
  });
});
