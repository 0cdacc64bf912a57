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

  /** What voids the later case alone: its story, its mode, its pages, its twin; and all that was sent was read. */
  const ofItself = new Set([
    'stand-in-engine-finding',
    'mode-not-private',
    'not-proven-private',
    'private-proof-late',
    'no-canary',
    'version-unread',
    'version-changed',
    'switch-not-set',
    'private-demoted',
    'page-not-loaded',
    'page-control-missing',
    'twin-missing',
    'twin-failed',
    'twin-silent',
    'window-missing',
    'window-shorter-than-sdk',
    'process-frozen',
    'story-unfinished',
    'engine-lost',
    'story-failed',
    'not-judged',
    'not-run',
    'refused',
    'size-not-decided',
  ]);
  for (const { code, weight } of policy.reasons.filter((row) => row.weight === 'voids'))
    it(`${ofItself.has(code) ? 'may be' : 'is not'} all of it where the case has ${code}, which ${weight}`, () => {
      assert.equal(isBlind(clean, [{ code, text: '' }]), !ofItself.has(code));
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
