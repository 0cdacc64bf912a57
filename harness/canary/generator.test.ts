import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canariesSchema } from '../model/canary.ts';
import { createCanaryGenerator, type Visit } from './generator.ts';
import { drawOne, drawToken, TOKEN_BITS } from './token.ts';

/** A source of bytes that returns the same sequence each time. */
function countingBytes(): (count: number) => Uint8Array {
  let next = 0;

  return (count) => Uint8Array.from({ length: count }, () => (next += 7) & 0xff);
}

describe('a token', () => {
  it('carries at least 60 bits', () => assert.ok(TOKEN_BITS >= 60, String(TOKEN_BITS)));

  it('is a host label of letters and digits that begins with a letter', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 255 })), (stream) => {
        // A byte above the limit is drawn again, so a stream of only such bytes would never end. This keeps all below 234.
        const token = drawToken(() => Uint8Array.of(((stream.next().value ?? 0) % 252) % 234));
        assert.match(token, /^[a-z][a-z0-9]{11}$/);
      }),
    );
  });

  it('draws every value equally often', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte++) {
      const bytes = [byte, 0];
      const one = drawOne(['a', 'b', 'c'], () => Uint8Array.of(bytes.shift() ?? 0));
      if (byte < 255) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    assert.deepEqual([...counts.values()], [85, 85, 85]);
  });
});

describe('a canary generator', () => {
  it('generates a visit with a URL canary and a title canary', () => {
    const visit = createCanaryGenerator().visit();
    assert.match(
      visit.url,
      /^https:\/\/[a-z][a-z0-9]{11}-[a-z][a-z0-9]{11}\.example\/[a-z0-9]{12}\/[a-z]+\?q=[a-z0-9]{12}$/,
    );
    assert.equal(visit.url, `https://${visit.host}${visit.path}`);
    assert.equal(visit.linkUrl, undefined);
    assert.deepEqual(visit.canaries, [
      { id: 'visit-1', kind: 'url', value: visit.url },
      { id: 'visit-1-title', kind: 'text', value: visit.title },
    ]);
  });

  it('generates hosts, titles and searches of 33 to 47 characters', () => {
    const generator = createCanaryGenerator();
    for (let at = 0; at < 200; at++) {
      const { host, title } = generator.visit();
      for (const text of [host, title, generator.search('google', []).words])
        assert.ok(text.length > 32 && text.length < 48, text);
    }
  });

  it('links a visit to another', () => {
    const generator = createCanaryGenerator();
    const second = generator.visit();
    assert.equal(generator.visit({ linkTo: second }).linkUrl, second.url);
  });

  it('generates visits of equal length that end in a tail of random base64url', () => {
    const generator = createCanaryGenerator();
    const short = Array.from({ length: 20 }, () => generator.visit({ tail: 0 }));
    const long = Array.from({ length: 20 }, () => generator.visit({ tail: 2_048 }));
    const lengths = (textOf: (visit: Visit) => string, visits: Visit[]) => [
      ...new Set(visits.map((each) => textOf(each).length)),
    ];
    assert.deepEqual(lengths((visit) => visit.title, [...short, ...long]).length, 1);
    const [shortUrl] = lengths((visit) => visit.url, short);
    assert.deepEqual(
      lengths((visit) => visit.url, long),
      [(shortUrl ?? 0) + '&r='.length + 2_048],
    );
    assert.match(long[0]?.url ?? '', /&r=[A-Za-z0-9_-]{2048}$/);
    assert.notEqual(long[0]?.url.slice(-2_048), long[1]?.url.slice(-2_048));
    assert.equal(new Set([...short, ...long].map(() => generator.control().value.length)).size, 1);
  });

  it('generates a search that its search engine may receive', () => {
    const search = createCanaryGenerator().search('google', ['www.google.com']);
    assert.deepEqual(search.canaries, [
      { id: 'search-1', kind: 'search', value: search.words, allowedHosts: ['www.google.com'] },
    ]);
    assert.equal(search.words.split(' ').length, 4);
  });

  it('marks a control as control, on a host that no visit has', () => {
    const generator = createCanaryGenerator();
    const control = generator.control();
    assert.deepEqual(control.canaries, [
      { id: 'control-1', kind: 'text', value: control.value, role: 'control' },
    ]);
    assert.notEqual(control.host, generator.visit().host);
  });

  it('numbers ids by kind and keeps every canary', () => {
    const generator = createCanaryGenerator();
    generator.visit();
    generator.search('google', []);
    generator.visit();
    generator.text();
    assert.deepEqual(
      generator.all().map((canary) => canary.id),
      ['visit-1', 'visit-1-title', 'search-1', 'visit-2', 'visit-2-title', 'text-1'],
    );
    canariesSchema.parse(generator.all());
  });

  it('uses no token twice', () => {
    const generator = createCanaryGenerator();
    for (let i = 0; i < 200; i++) {
      generator.visit();
      generator.control();
      generator.search('google', []);
    }
    const tokens = generator
      .all()
      .flatMap((canary) => canary.value.match(/\b(?=\w*\d)[a-z][a-z0-9]{11}\b/g) ?? []);
    assert.ok(tokens.length > 900);
    assert.equal(new Set(tokens).size, tokens.length);
  });

  it('generates the same canaries for the same random bytes', () => {
    assert.deepEqual(
      createCanaryGenerator({ randomBytes: countingBytes() }).visit(),
      createCanaryGenerator({ randomBytes: countingBytes() }).visit(),
    );
  });

  it('prefixes each id', () => {
    const generator = createCanaryGenerator({ prefix: 'twin-' });
    assert.equal(generator.visit().id, 'twin-visit-1');
    assert.deepEqual(
      generator.all().map(({ id }) => id),
      ['twin-visit-1', 'twin-visit-1-title'],
    );
  });

  it('reports canaries before it returns them, and returns none if reporting fails', () => {
    const reported: string[] = [];
    const generator = createCanaryGenerator({
      onGenerated: (canaries) => void reported.push(...canaries.map(({ id }) => id)),
    });
    generator.search('google', []);
    assert.deepEqual(reported, ['search-1']);
    const full = createCanaryGenerator({
      onGenerated: () => {
        throw new Error('no room');
      },
    });
    assert.throws(() => full.visit(), /no room/);
    assert.deepEqual(full.all(), []);
  });
});
