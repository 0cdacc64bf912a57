import assert from 'node:assert/strict';
import { canariesOf, createRandom, jsonEvents, mixedTraffic } from './detect-traffic.ts';

describe('the random generator', () => {
  it('is the same for the same seed', () => {
    const [first, same, other] = [5, 5, 6].map((seed) => createRandom(seed).bytes(64).toString('hex'));
    assert.equal(first, same);
    assert.notEqual(first, other);
  });

  it('stays below the given limit', () => {
    const random = createRandom(1);
    const seen = new Set(Array.from({ length: 200 }, () => random.next(7)));
    assert.deepEqual(
      [...seen].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6],
    );
  });
});

describe('generated traffic', () => {
  const canaries = canariesOf(64);

  it('has canaries that differ in every token', () => {
    const tokens = canaries.flatMap(({ value }) => value.match(/[a-z][a-z0-9]{11}/g) ?? []);
    assert.equal(new Set(tokens).size, 3 * 64);
  });

  it('has JSON events of the given size', () => {
    const events = jsonEvents(10_000);
    assert.ok(events.length >= 10_000 && events.length < 11_000, `${events.length}`);
    assert.ok(Array.isArray(JSON.parse(events.toString())));
    assert.ok(!jsonEvents(10_000, 2).equals(events));
  });

  it('mixes several types, without a canary', () => {
    const traffic = mixedTraffic(600_000);
    const bodies = Buffer.concat(traffic.map(({ body }) => body));
    assert.ok(bodies.length >= 600_000);
    assert.deepEqual(
      canaries.filter(({ value }) => bodies.includes(value)),
      [],
    );
    assert.equal(new Set(traffic.map(({ headers }) => headers[0]?.[1])).size, 4);
  });
});
