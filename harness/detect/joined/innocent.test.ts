import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';

const canaries: Canary[] = Array.from({ length: 12 }, (_, at) => {
  const token = (seed: number) =>
    `k${Array.from({ length: 10 }, (__, letter) => (((at + 3) * (seed + 7) * (letter + 11) ** 3) % 36).toString(36)).join('')}7`;

  return {
    id: `c${at}`,
    kind: 'url',
    value: `https://${token(1)}-${token(2)}.example/${token(3)}/garden?q=${token(4)}`,
  };
});
const words = fc.lorem({ maxCount: 6 });
const letters = fc.array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'), {
  minLength: 30,
  maxLength: 300,
});
const collector = 'https://collector.test';
const get = (path: string, index: number) => exchangeOf({ index, method: 'GET', url: collector + path });

/** Traffic with many short values that says nothing about a canary. */
const innocent: Record<string, fc.Arbitrary<Exchange[]>> = {
  'random letters, one in each request': letters.map((all) =>
    all.map((letter, index) => get(`/p?d=${letter}`, index)),
  ),
  'random letters in one message': letters.map((all) => [
    exchangeOf({ body: Buffer.from(JSON.stringify({ v: all, n: all.map((d, i) => ({ i, d })) })) }),
  ]),
  'random pairs of letters in WebSocket messages': letters.map((all) => [
    exchangeOf({
      messages: all.map((letter, index) => ({
        index,
        data: Buffer.from(JSON.stringify({ k: letter + (all[index + 1] ?? '') })),
      })),
    }),
  ]),
  'tiles of a map': fc
    .array(fc.tuple(fc.nat(20), fc.nat(9999), fc.nat(9999), fc.constantFrom('a', 'b', 'c')), {
      minLength: 50,
      maxLength: 200,
    })
    .map((tiles) =>
      tiles.map(([z, x, y, s], index) =>
        exchangeOf({ index, url: `https://${s}.tiles.test/${z}/${x}/${y}.png` }),
      ),
    ),
  'suggestions for other words': fc
    .array(words, { minLength: 3, maxLength: 8 })
    .map((texts) =>
      texts
        .flatMap((text) =>
          Array.from({ length: text.length }, (_, at) => text.slice(Math.max(0, at - 20), at + 1)),
        )
        .map((q, index) => get(`/complete?client=b&q=${encodeURIComponent(q)}`, index)),
    ),
  'flags and counters': fc.array(fc.boolean(), { minLength: 60, maxLength: 300 }).map((flags) => [
    exchangeOf({
      body: Buffer.from(
        JSON.stringify({
          flags: Object.fromEntries(flags.map((on, at) => [`f${at}`, on])),
          n: flags.map(Number),
        }),
      ),
    }),
    ...flags.map((on, at) => get(`/page/${at + 1}?p=${at}&on=${Number(on)}`, at + 1)),
  ]),
  'keys of other words': words.map((text) => [
    exchangeOf({
      messages: [...text.repeat(4)].map((letter, index) => ({
        index,
        data: Buffer.from(JSON.stringify({ code: letter.charCodeAt(0) })),
      })),
    }),
  ]),
  'a page of the same site, one letter changed in each word': fc
    .constantFrom(...canaries)
    .map(({ value }) =>
      [...value.replaceAll(/[a-z0-9]{12}/g, (word) => `${word.slice(0, 6)}-${word.slice(7)}`)].map(
        (d, index) => get(`/p?d=${encodeURIComponent(d)}`, index),
      ),
    ),
};

describe('short values', () => {
  for (const [name, traffic] of Object.entries(innocent))
    it(`are no finding: ${name}`, () => {
      fc.assert(
        fc.property(traffic, (exchanges) => {
          const { findings, stats } = scanOf(canaries, ...exchanges);
          assert.deepEqual(findings, []);
          assert.equal(stats.exhausted, 0);
        }),
        { numRuns: 8, seed: 4 },
      );
    });

  const search: Canary = {
    id: 's',
    kind: 'search',
    value: 'garden zq7m4x9k2w5t p8v1n5r6y0ab',
    allowedHosts: ['engine.test'],
  };
  const typed = (host: string, from: number) =>
    [...search.value].map((letter, at) =>
      exchangeOf({
        index: from + at,
        method: 'GET',
        url: `https://${host}/complete?q=${encodeURIComponent(letter)}`,
      }),
    );

  it('may be sent to a search engine that may receive the search', () => {
    const report = scanOf([search], ...typed('engine.test', 0));
    assert.deepEqual(report.findings, []);
    assert.equal(report.allowed.length, 1);
  });

  it('may not be sent to another host of the search engine', () => {
    const report = scanOf([search], ...typed('engine.test', 0), ...typed('log.engine.test', 100));
    assert.deepEqual(
      report.findings.map(({ host }) => host),
      ['log.engine.test'],
    );
  });

  it('are browsing if the host of the page receives them', () => {
    const [visit] = canaries;
    const host = new URL(visit?.value ?? '').hostname;
    const exchanges = [...(visit?.value ?? '')].map((letter, index) =>
      exchangeOf({ index, url: `https://${host}/key?d=${encodeURIComponent(letter)}` }),
    );
    assert.deepEqual(scanOf(canaries.slice(0, 1), ...exchanges).findings, []);
  });
});
