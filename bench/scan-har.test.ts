import assert from 'node:assert/strict';
import { scanHarInChild } from './scan-har.ts';

describe('a HAR in a child process', () => {
  it('is written, read and searched, and its memory is measured', () => {
    const { bytes, exchanges, ms, peakBytes } = scanHarInChild(1);
    assert.ok(bytes >= 1_000_000, `${bytes}`);
    assert.ok(exchanges >= 4, `${exchanges}`);
    assert.ok(ms > 0);
    assert.ok(peakBytes > 30e6 && peakBytes < 2e9, `${peakBytes}`);
  }).timeout(60_000);
});
