import assert from 'node:assert/strict';
import type { Batch } from '../../model/plan.ts';
import { cutBatches } from './cut-batches.ts';

const MIN = 60_000;

/** A batch with `cases` cases; each takes 5 min if the id starts with `slow`, else 1 min. */
function batch(id: string, cases: number): Batch {
  return {
    id,
    release: {} as Batch['release'],
    cases: Array.from({ length: cases }, (_, at) => ({
      id: `${id}/${at}`,
      batch: id,
      scenario: `${at}`,
      mode: { private: true, statistics: 'default' },
    })),
  };
}

function cut(
  batches: Batch[],
  count: number,
  interchangeable = true,
  whole = 'none',
): Record<string, string[]> {
  const handsets = { count, interchangeable, mustStayWhole: ({ id }: Batch) => id === whole };
  const pieces = cutBatches(batches, handsets, (_, { id }) => (id.startsWith('slow') ? 5 : 1) * MIN);
  for (const piece of pieces) for (const planned of piece.cases) assert.equal(planned.batch, piece.id);

  return Object.fromEntries(pieces.map(({ id, cases }) => [id, cases.map((planned) => planned.id)]));
}

describe('cutBatches', () => {
  it('cuts the only batch of a run so that every handset has a piece', () => {
    assert.deepEqual(cut([batch('a', 6)], 2), {
      'a#1': ['a/0', 'a/1', 'a/2'],
      'a#2': ['a/3', 'a/4', 'a/5'],
    });
    assert.deepEqual(Object.keys(cut([batch('a', 9)], 3)), ['a#1', 'a#2', 'a#3']);
  });

  it('cuts the batch that would keep a handset busy after the others are done', () => {
    const pieces = cut([batch('a', 3), batch('slow', 6), batch('b', 3)], 2);
    assert.deepEqual(
      Object.keys(pieces).filter((id) => id.startsWith('slow')),
      ['slow#1', 'slow#2'],
    );
    assert.deepEqual(pieces['a'], ['a/0', 'a/1', 'a/2']);
  });

  it('cuts no batch where handsets finish close enough together, and sorts the longest first', () => {
    const batches = [batch('a', 3), batch('b', 3), batch('c', 3), batch('slow', 1)];
    assert.deepEqual(Object.keys(cut(batches, 2)), ['slow', 'a', 'b', 'c']);
  });

  it('cuts no batch for one handset, or for handsets that differ', () => {
    assert.deepEqual(Object.keys(cut([batch('a', 6)], 1)), ['a']);
    assert.deepEqual(Object.keys(cut([batch('a', 6)], 2, false)), ['a']);
  });

  it('never cuts a batch that must stay whole', () => {
    assert.deepEqual(Object.keys(cut([batch('a', 6)], 2, true, 'a')), ['a']);
  });

  it('never cuts within a case', () => {
    assert.deepEqual(Object.keys(cut([batch('slow', 1)], 4)), ['slow']);
  });
});
