import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { anchorsOf, linkTo, shellWord } from './links.ts';

describe('shellWord', () => {
  const words = [
    'cases/mint@3.4.0~ef376b47.visit-typed.private/traffic.har',
    'a b',
    "it's",
    '$(echo no)',
    '`id`',
    '"',
    '\\',
    '*',
    '~root',
    '-rf',
    'a;b',
    '#x',
    '',
    'ü',
  ];
  for (const word of words)
    it(`gives ${JSON.stringify(word)} to a program of a shell unchanged`, () => {
      assert.equal(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' }), word);
    });

  it('leaves an ordinary path readable', () => {
    assert.equal(shellWord('cases/mint@3.4.0~ef'), 'cases/mint@3.4.0~ef');
  });
});

describe('linkTo', () => {
  it('encodes each part of a path, so that none becomes a query, a place or a scheme', () => {
    assert.equal(linkTo('cases', 'a?b#c%d:e f', 'x/y.png'), 'cases/a%3Fb%23c%25d%3Ae%20f/x/y.png');
    assert.equal(linkTo('\ud800'), encodeURIComponent('\ufffd'));
  });
});

describe('anchorsOf', () => {
  it('gives readable and distinct places, also for ids that differ only in other characters', () => {
    const anchor = anchorsOf([
      'mint@3.4.0/a/private',
      'mint@3.4.0/a-private',
      'x'.repeat(500),
      `${'x'.repeat(500)}y`,
    ]);
    assert.equal(anchor('mint@3.4.0/a/private'), 'case-mint-3.4.0-a-private');
    assert.equal(anchor('mint@3.4.0/a-private'), 'case-mint-3.4.0-a-private-2');
    assert.notEqual(anchor('x'.repeat(500)), anchor(`${'x'.repeat(500)}y`));
  });
});
