import assert from 'node:assert/strict';
import { createTimelineLog } from './timeline.ts';

describe('createTimelineLog', () => {
  it('returns steps in the order of their times, not in the order in which they were added', () => {
    let ms = 0;
    const log = createTimelineLog(() => new Date(Date.UTC(2026, 10, 22) + (ms += 1_000)));
    log.add({ kind: 'step', name: 'first' });
    const from = '2026-11-22T00:00:01.500Z';
    log.add({ kind: 'step', name: 'within' });
    log.add({ kind: 'story-ended' }, from);
    assert.deepEqual(
      log.steps().map(({ kind, at }) => [kind, at.slice(17, 23)]),
      [
        ['step', '01.000'],
        ['story-ended', '01.500'],
        ['step', '02.000'],
      ],
    );
  });
});
