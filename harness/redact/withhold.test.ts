import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { entryOf } from './testing/entry.ts';
import { withholdParts } from './withhold.ts';

const body = (text: string) => ({ postData: { mimeType: 'text/plain', text } });
const original = [entryOf(), entryOf(body('the original'))];
const redacted = [entryOf(), entryOf(body('the redacted'))];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('withholdParts', () => {
  it('keeps entries without a remaining value', () =>
    assert.deepEqual(withholdParts(redacted, original, { inExchanges: () => [] }), {
      entries: redacted,
      withheld: [],
    }));

  it('removes a part with remaining values once, and records length and digest of the original', () => {
    const leftover = { exchange: 1, part: 'request.body', name: 'imei' };
    let calls = 0;
    const { entries, withheld } = withholdParts(redacted, original, {
      inExchanges: () => (calls++ === 0 ? [leftover, { ...leftover, name: 'serial' }] : []),
    });
    assert.deepEqual(withheld, [
      {
        exchange: 1,
        part: 'request.body',
        bytes: 12,
        sha256: sha256('the original'),
        why: 'this part contains imei in a form that cannot be replaced',
      },
    ]);
    assert.equal(entries[0], redacted[0]);
    assert.equal(entries[1]?.request.postData?.text, '');
    assert.equal(entries[1]?.request.bodySize, 12);
  });

  it('searches responses too, and removes the whole body', () => {
    const entryWithResponse = (text: string) => {
      const entry = entryOf();
      entry.response.content.text = text;

      return entry;
    };
    const seen: string[] = [];
    const { entries, withheld } = withholdParts([entryWithResponse('new')], [entryWithResponse('old')], {
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
