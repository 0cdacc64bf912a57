import assert from 'node:assert/strict';
import { textsOf } from './texts.ts';

describe('textsOf', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('returns the strings of JSON, with base64 decoded, and no keys and sentences of the program', () => {
    const json = {
      kind: 'step',
      list: [{ detail: base64('/home/anna/leakgate') }],
      reasons: ['a b'],
      gate: 'c',
    };
    assert.deepEqual(textsOf('cases/x/timeline.json', Buffer.from(JSON.stringify(json))), [
      'step',
      '/home/anna/leakgate',
    ]);
    const bytes = Buffer.from(' anna \u00ff anna and more', 'latin1').toString('base64');
    assert.deepEqual(textsOf('cases/x/traffic.har', Buffer.from(JSON.stringify([bytes]))), []);
  });

  it('returns another text as a whole', () =>
    assert.deepEqual(textsOf('cases/x/decoded/1.txt', Buffer.from('GET /')), ['GET /']));

  it('returns nothing of images, rules and reports', () => {
    assert.deepEqual(textsOf('cases/x/screens/1.png', Buffer.from([0x89, 0x50, 0xff])), []);
    for (const path of [
      'rules/rules.json',
      'report/index.html',
      'index.html',
      'README.md',
      'redaction.json',
      'SHA256SUMS',
    ])
      assert.deepEqual(textsOf(path, Buffer.from('{"a":"b"}')), []);
  });
});
