import assert from 'node:assert/strict';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { cleanEvidence, policy } from '../../verdict/testing/evidence.ts';
import { isBlind } from './settled.ts';

const clean = cleanEvidence();

function withEvents(events: readonly VisibilityEvent[]): CaseEvidence {
  return { ...clean, visibility: { ...clean.visibility, events: [...events] } };
}

describe('what a later case shows of the ones before it', () => {
  it('is all of it where the way held and everything was read', () => {
    assert.equal(isBlind(clean, [{ code: 'few-identities', text: '' }]), false);
  });

  for (const code of ['opaque-upload', 'tls-refused', 'around-recorder', 'detector-exhausted'])
    it(`is not all of it where the case has ${code}`, () => {
      assert.ok(policy.reasons.some((row) => row.code === code));
      assert.equal(isBlind(clean, [{ code, text: '' }]), true);
    });

  it('is not all of it where the way was not proven to hold', () => {
    const { events } = clean.visibility;
    const beats = events.filter(({ kind }) => kind === 'heartbeat');
    assert.ok(beats.length > 0);
    assert.equal(isBlind(withEvents(events.filter((event) => !beats.includes(event))), []), true);
    const missed = events.map((event) => (event.kind === 'heartbeat' ? { ...event, missed: 1 } : event));
    assert.equal(isBlind(withEvents(missed), []), true);
    const tunnel: VisibilityEvent = {
      kind: 'broken',
      at: events[0]?.at ?? '',
      what: 'tunnel',
      detail: 'gone',
    };
    assert.equal(isBlind(withEvents([...events, tunnel]), []), true);
  });
});
