import assert from 'node:assert/strict';
import { createChance } from './chance.ts';
import { leaks } from './leaks.ts';
import { playSession, type Session } from './session.ts';
import { innocent, type Upload } from './uploads.ts';

const { blocks, session } = playSession('a seed', createChance(1));
const longer: Session = {
  ...session,
  visits: session.visits.map(({ at, urlBytes }) => ({ at, urlBytes: urlBytes + 1000 })),
};
const bytesOf = (uploads: readonly Upload[]) => uploads.reduce((sum, { bytes }) => sum + bytes, 0);

describe('a simulated session', () => {
  it('has the visits of its blocks, each inside of its block', () => {
    const visits = blocks.reduce((sum, block) => sum + block.visits, 0);
    assert.equal(session.visits.length, visits);
    assert.ok(session.visits.every(({ at }) => at > 0 && at < session.seconds));
    assert.equal(new Set(session.visits.map(({ urlBytes }) => urlBytes)).size, 2);
    const planned = blocks.reduce((sum, block) => sum + block.urlBytes, 0);
    assert.equal(
      session.visits.reduce((sum, { urlBytes }) => sum + urlBytes, 0),
      planned,
    );
  });

  it('has a HOME and a launch in each block', () =>
    assert.deepEqual([session.homes.length, session.launches.length], [blocks.length, blocks.length]));
});

describe('an innocent uploader', () => {
  for (const [name, uploader] of Object.entries(innocent))
    it(`sends the same for longer addresses: ${name}`, () => {
      const uploads = uploader(session, createChance(2));
      assert.ok(uploads.length > 0);
      assert.deepEqual(uploader(longer, createChance(2)), uploads);
      assert.ok(uploads.every(({ at, bytes }) => at >= 0 && at <= session.seconds && bytes > 0));
    });
});

describe('a leak', () => {
  const SLOPE = 0.5;
  const expected = SLOPE * 1000 * session.visits.length;
  for (const [name, leak] of Object.entries(leaks)) {
    const grown = () =>
      bytesOf(leak(longer, createChance(2), SLOPE)) - bytesOf(leak(session, createChance(2), SLOPE));
    if (name.startsWith('hashed')) it(`does not grow: ${name}`, () => assert.equal(grown(), 0));
    else if (name.startsWith('compressed'))
      it(`grows by about three quarters of the addresses: ${name}`, () => {
        assert.ok(grown() > 0.7 * expected && grown() < 0.85 * expected, `${grown() / expected}`);
      });
    else
      it(`grows by the slope for each byte of an address: ${name}`, () =>
        assert.ok(Math.abs(grown() - expected) < 1, `${grown()} for ${expected}`));
  }

  it('keeps visits until its moment, and sends each once', () => {
    const uploads = leaks['batched, at HOME']?.(session, createChance(2), 1) ?? [];
    assert.ok(uploads.every(({ at }) => session.homes.includes(at)));
    assert.ok(uploads.length < session.visits.length);
  });
});
