import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { bodyFields, textFields } from './read-fields.ts';

const pathsOf = (text: string, contentType = '') =>
  Object.fromEntries(
    bodyFields('body', Buffer.from(text), contentType, []).map(({ path, value }) => [path, String(value)]),
  );

describe('the fields of a body', () => {
  it('are the values of a JSON, with numbers as they were sent', () => {
    assert.deepEqual(pathsOf('{"a":1.50,"b":[{"c":"x"}],"d":null,"big":12345678901234567890}'), {
      body: '{"a":1.50,"b":[{"c":"x"}],"d":null,"big":12345678901234567890}',
      'body > order': '{"a":0,"b":[{"c":""}],"d":0,"big":0}',
      'body > json:$.a': '1.50',
      'body > json:$.b[].c': 'x',
      'body > json:$.d': 'null',
      'body > json:$.big': '12345678901234567890',
    });
  });

  it('are the values of a form and of what is in it', () => {
    const inner = Buffer.from(gzipSync('{"page":"one"}')).toString('base64');
    const fields = pathsOf(`v=1&data=${encodeURIComponent(inner)}`);
    assert.equal(fields['body > order'], 'v&data');
    assert.equal(fields['body > form:data > base64 > gzip > json:$.page'], 'one');
  });

  it('keep a padded base64 text whole', () => {
    const text = Buffer.from('what it is').toString('base64');
    assert.equal(text.endsWith('=='), true);
    assert.equal(pathsOf(text)['body > base64'], 'what it is');
  });

  it('are those of each line of JSON', () => {
    assert.equal(
      bodyFields('b', Buffer.from('{"a":1}\n{"a":2}\n'), '', []).filter(
        ({ path }) => path === 'b > line > json:$.a',
      ).length,
      2,
    );
  });

  it('are the parts of an address in a value', () => {
    assert.deepEqual(
      textFields('x', 'https://h.test/p?q=1').map(({ path }) => path),
      ['x', 'x > host', 'x > path', 'x > query', 'x > query > order', 'x > query > form:q'],
    );
  });

  it('stop at a bomb, at depth and at number', () => {
    const deep = `${'['.repeat(5000)}1${']'.repeat(5000)}`;
    assert.ok(bodyFields('b', Buffer.from(deep), '', []).length < 10);
    const many = JSON.stringify(Array.from({ length: 60_000 }, (_, at) => at));
    assert.ok(bodyFields('b', Buffer.from(many), '', []).length <= 40_000);
  });
});
