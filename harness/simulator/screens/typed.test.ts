import assert from 'node:assert/strict';
import { readTyped } from './typed.ts';

describe('typed text', () => {
  const addresses: [typed: string, url: string][] = [
    ['https://a.example/x?y=1', 'https://a.example/x?y=1'],
    [' http://a.example ', 'http://a.example'],
    ['a.example', 'http://a.example'],
    ['a.example:8443/path', 'http://a.example:8443/path'],
    ['127.0.0.1', 'http://127.0.0.1'],
    ['localhost:8080/x', 'http://localhost:8080/x'],
    ['about:blank', 'about:blank'],
  ];
  for (const [typed, url] of addresses)
    it(`is visited: ${typed}`, () => assert.deepEqual(readTyped(typed, undefined), { kind: 'address', url }));

  const searches: [typed: string, engine: unknown, url: string][] = [
    ['how to cook', undefined, 'https://www.google.com/search?q=how%20to%20cook'],
    ['rice', 'google', 'https://www.google.com/search?q=rice'],
    ['a.example is what', undefined, 'https://www.google.com/search?q=a.example%20is%20what'],
    ['x & y', 'duckduckgo', 'https://duckduckgo.com/?q=x%20%26%20y'],
  ];
  for (const [words, engine, url] of searches)
    it(`is searched: ${words}`, () =>
      assert.deepEqual(readTyped(words, engine), { kind: 'search', words, url }));

  it('is ignored if it is blank', () => assert.equal(readTyped('  ', undefined), undefined));
});
