import assert from 'node:assert/strict';
import { innocentTraffic, mixedCanaries } from './innocent-traffic.ts';

const canaries = mixedCanaries(12);
const traffic = (seed?: number) => [...innocentTraffic(150_000, canaries, seed, 8192)];

describe('innocent traffic', () => {
  it('uses canaries of every kind', () =>
    assert.deepEqual([...new Set(canaries.map(({ kind }) => kind))].sort(), [
      'host',
      'search',
      'text',
      'url',
    ]));

  it('has every type and at least the given number of bytes', () => {
    const sent = traffic();
    assert.ok(sent.reduce((sum, { body, url }) => sum + body.length + url.length, 0) >= 150_000);
    assert.deepEqual(
      sent.map(({ index }) => index),
      sent.map((_, index) => index),
    );
    const types = new Set(
      sent.map(({ headers }) => headers.find(([name]) => name === 'content-type')?.[1] ?? ''),
    );
    for (const type of [
      'application/json',
      'application/x-www-form-urlencoded',
      'application/octet-stream',
      'application/x-protobuf',
    ])
      assert.ok(types.has(type), `${type} of ${[...types].join(', ')}`);
  });

  it('contains near misses, but no canary in plain text', () => {
    const text = Buffer.concat(traffic().map(({ body }) => body)).toString('latin1');
    const tokens = canaries.filter(({ value }) => /\b[a-z][a-z0-9]{11}\b/.test(value));
    assert.ok(tokens.length > 0);
    assert.deepEqual(
      tokens.filter(({ value }) => text.includes(value)),
      [],
    );
    assert.match(text, /https:\/\/[a-z0-9]{12}\.example\/[a-z0-9]{12}\/garden\?q=/);
  });

  it('is the same for the same seed', () => {
    assert.deepEqual(traffic(3)[7], traffic(3)[7]);
    assert.notDeepEqual(traffic(3)[7], traffic(4)[7]);
  });
});
