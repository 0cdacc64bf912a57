import assert from 'node:assert/strict';
import type { TimelineStep } from '../model/timeline.ts';
import { longestIdleGap } from './idle-gap.ts';

const moment = (ms: number) => new Date(Date.UTC(2026, 10, 22) + ms).toISOString();
const idle: TimelineStep = {
  kind: 'window',
  at: moment(20_000),
  phase: 'idle',
  handsetMs: 200_000,
  speed: 20,
  quiet: true,
};
const sent = (recipient: string, ms: number) => ({
  at: moment(ms),
  recipient,
  bytes: 1,
  apart: 0,
  again: false,
});

describe('the longest gap between uploads seen idle', () => {
  it('is that of one recipient, on the clock of the handset', () => {
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

  it('is not known where nobody was sent anything twice, or nobody waited', () => {
    assert.equal(longestIdleGap([idle], [sent('a', 10_000), sent('b', 11_000)]), undefined);
    assert.equal(longestIdleGap([], [sent('a', 10_000), sent('a', 11_000)]), undefined);
    assert.equal(longestIdleGap([idle], [sent('a', 30_000), sent('a', 31_000)]), undefined);
  });
});
