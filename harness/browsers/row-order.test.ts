import assert from 'node:assert/strict';
import { rowsFor } from './row-order.ts';

describe('rowsFor', () => {
  it("lists the user's rows before ours, and of each those of the family before those of every family", () => {
    const rows = [
      { family: '*', id: 'ours for all' },
      { family: 'mint', id: 'ours' },
      { family: 'chrome', id: 'of another family' },
      { family: '*', id: 'own for all', own: true as const },
      { family: 'mint', id: 'own', own: true as const },
      { family: 'mint', id: 'ours too' },
    ];
    assert.deepEqual(
      rowsFor(rows, 'mint').map(({ id }) => id),
      ['own', 'own for all', 'ours', 'ours too', 'ours for all'],
    );
  });
});
