import assert from 'node:assert/strict';
import { createSampler } from './sampler.ts';
import { leaks } from './leaks.ts';
import { simulateSession, type Session } from './session.ts';
import { innocentUploaders, type Upload } from './uploads.ts';

const { blocks, session } = simulateSession('a seed', createSampler(1));
const longer: Session = {
  ...session,
  visits: session.visits.map(({ at, urlBytes }) => ({ at, urlBytes: urlBytes + 1000 })),
};
const bytesOf = (uploads: readonly Upload[]) => uploads.reduce((sum, { bytes }) => sum + bytes, 0);

describe('a simulated session', () => {
  it('has the planned visits of its blocks', () => {
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
  for (const [name, uploader] of Object.entries(innocentUploaders))
    it(`sends the same for longer addresses: ${name}`, () => {
      const uploads = uploader(session, createSampler(2));
      assert.ok(uploads.length > 0);
      assert.deepEqual(uploader(longer, createSampler(2)), uploads);
      assert.ok(uploads.every(({ at, bytes }) => at >= 0 && at <= session.seconds && bytes > 0));
    });
});

describe('a leak', () => {
  const SLOPE = 0.5;
  const expected = SLOPE * 1000 * session.visits.length;
  for (const [name, leak] of Object.entries(leaks)) {
    const growth = () =>
      bytesOf(leak(longer, createSampler(2), SLOPE)) - bytesOf(leak(session, createSampler(2), SLOPE));
    if (name.startsWith('hashed')) it(`does not grow: ${name}`, () => assert.equal(growth(), 0));
    else if (name.startsWith('compressed'))
      it(`grows by about three quarters of the addresses: ${name}`, () => {
        assert.ok(growth() > 0.7 * expected && growth() < 0.85 * expected, `${growth() / expected}`);
      });
    else
      it(`grows by the slope for each byte of an address: ${name}`, () =>
        assert.ok(Math.abs(growth() - expected) < 1, `${growth()} for ${expected}`));
  }

  it('collects visits until HOME, and sends them once', () => {
    const uploads = leaks['batched, at HOME']?.(session, createSampler(2), 1) ?? [];
    assert.ok(uploads.every(({ at }) => session.homes.includes(at)));
    assert.ok(uploads.length < session.visits.length);
  });
});
