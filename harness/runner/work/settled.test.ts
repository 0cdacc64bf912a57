import assert from 'node:assert/strict';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { ReasonCode } from '../../model/reason-codes.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { cleanEvidence, policy } from '../../verdict/testing/evidence.ts';
import { recordingIncomplete } from './settled.ts';

const clean = cleanEvidence();

function withEvents(events: readonly VisibilityEvent[]): CaseEvidence {
  return { ...clean, visibility: { ...clean.visibility, events: [...events] } };
}

describe('what a later case shows of the ones before it', () => {
  it('is all of it where the way held and everything was read', () => {
    assert.equal(recordingIncomplete(clean, [{ code: 'few-identities', text: '' }], policy), false);
  });

  /** These void the later case alone: everything that was sent in it was recorded and read. */
  const voidsItselfAlone: readonly ReasonCode[] = [
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
  ];
  /** With these, something may have been missed or held back. */
  const mayMissEarlier: readonly ReasonCode[] = [
    'unproven-native',
    'collector-unproven',
    'tls-refused',
    'uid-appeared-late',
    'around-recorder',
    'packet-counter-unread',
    'silent-tunnel',
    'not-intercepted',
    'not-http',
    'open-request',
    'aborted-upload',
    'opaque-upload',
    'media-unread',
    'values-add-up',
    'key-not-served',
    'config-disables',
    'detector-exhausted',
    'not-quiet',
    'network-not-validated',
    'network-metered',
    'outside-recording',
    'recorder-broken',
    'tunnel-broken',
    'heartbeat-missing',
    'evidence-missing',
    'evidence-contradicts',
    'handset-lost',
    'appium-lost',
    'broken',
  ];
  const incompleteWith = (code: ReasonCode) => recordingIncomplete(clean, [{ code, text: '' }], policy);
  for (const code of voidsItselfAlone)
    it(`may be all of it where the case has ${code}`, () => assert.equal(incompleteWith(code), false));
  for (const code of mayMissEarlier)
    it(`is not all of it where the case has ${code}`, () => assert.equal(incompleteWith(code), true));

  it('follows the column settlesEarlier of every reason', () => {
    for (const { code, settlesEarlier } of policy.reasons)
      assert.equal(incompleteWith(code), !settlesEarlier, code);
  });

  it('is not all of it where the way was not proven to hold', () => {
    const { events } = clean.visibility;
    const beats = events.filter(({ kind }) => kind === 'heartbeat');
    assert.ok(beats.length > 0);
    assert.equal(
      recordingIncomplete(withEvents(events.filter((event) => !beats.includes(event))), [], policy),
      true,
    );
    const missed = events.map((event) => (event.kind === 'heartbeat' ? { ...event, missed: 1 } : event));
    assert.equal(recordingIncomplete(withEvents(missed), [], policy), true);
    const tunnel: VisibilityEvent = {
      kind: 'broken',
      at: events[0]?.at ?? '',
      what: 'tunnel',
      detail: 'gone',
    };
    assert.equal(recordingIncomplete(withEvents([...events, tunnel]), [], policy), true);
  });
});
