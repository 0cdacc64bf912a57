import assert from 'node:assert/strict';
import type { TimelineStep } from '../model/timeline.ts';
import { longestIdleGap } from './idle-gap.ts';

const timestamp = (ms: number) => new Date(Date.UTC(2026, 10, 22) + ms).toISOString();
const idle: TimelineStep = {
  kind: 'window',
  at: timestamp(20_000),
  phase: 'idle',
  handsetMs: 200_000,
  speed: 20,
  quiet: true,
};
const sent = (recipient: string, ms: number) => ({
  at: timestamp(ms),
  recipient,
  bytes: 1,
  excludedBytes: 0,
  isRetry: false,
});

describe('the longest gap between uploads while idle', () => {
  it('is measured for one recipient, on the clock of the handset', () => {
    const sendings = [
      sent('a', 10_000),
      sent('b', 10_400),
      sent('a', 11_000),
      sent('b', 10_900),
      sent('a', 11_200),
    ];
    assert.equal(longestIdleGap([idle], sendings), 20_000);
  });

  it('is no longer than the window', () => {
    assert.equal(longestIdleGap([idle], [sent('a', 1_000), sent('a', 19_000)]), 200_000);
  });

  it('is undefined without two uploads to a recipient or without an idle window', () => {
    assert.equal(longestIdleGap([idle], [sent('a', 10_000), sent('b', 11_000)]), undefined);
    assert.equal(longestIdleGap([], [sent('a', 10_000), sent('a', 11_000)]), undefined);
    assert.equal(longestIdleGap([idle], [sent('a', 30_000), sent('a', 31_000)]), undefined);
  });
});
