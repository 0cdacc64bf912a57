import assert from 'node:assert/strict';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { ReasonCode } from '../../model/reason-codes.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { cleanEvidence, policy } from '../../verdict/testing/evidence.ts';
import { isRecordingIncomplete } from './settled.ts';

const clean = cleanEvidence();

function withEvents(events: readonly VisibilityEvent[]): CaseEvidence {
  return { ...clean, visibility: { ...clean.visibility, events: [...events] } };
}

describe('isRecordingIncomplete', () => {
  it('is false if the path to the recorder never broke and everything was read', () => {
    assert.equal(isRecordingIncomplete(clean, [{ code: 'few-identities', text: '' }], policy), false);
  });

  /** These reasons void only the later case: everything that was sent during it was recorded and read. */
  const voidingLaterCaseOnly: readonly ReasonCode[] = [
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
  /** With these reasons, data of earlier cases may have been missed or held back. */
  const mayHideEarlierCases: readonly ReasonCode[] = [
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
  const isIncompleteWith = (code: ReasonCode) => isRecordingIncomplete(clean, [{ code, text: '' }], policy);
  for (const code of voidingLaterCaseOnly)
    it(`is false for ${code}`, () => assert.equal(isIncompleteWith(code), false));
  for (const code of mayHideEarlierCases)
    it(`is true for ${code}`, () => assert.equal(isIncompleteWith(code), true));

  it('agrees with the column settlesEarlier of every reason', () => {
    for (const { code, settlesEarlier } of policy.reasons)
      assert.equal(isIncompleteWith(code), !settlesEarlier, code);
  });

  it('is true if heartbeats are missing or were missed, or the tunnel broke', () => {
    const { events } = clean.visibility;
    const beats = events.filter(({ kind }) => kind === 'heartbeat');
    assert.ok(beats.length > 0);
    assert.equal(
      isRecordingIncomplete(withEvents(events.filter((event) => !beats.includes(event))), [], policy),
      true,
    );
    const missed = events.map((event) => (event.kind === 'heartbeat' ? { ...event, missed: 1 } : event));
    assert.equal(isRecordingIncomplete(withEvents(missed), [], policy), true);
    const tunnel: VisibilityEvent = {
      kind: 'broken',
      at: events[0]?.at ?? '',
      what: 'tunnel',
      detail: 'gone',
    };
    assert.equal(isRecordingIncomplete(withEvents([...events, tunnel]), [], policy), true);
  });
});
