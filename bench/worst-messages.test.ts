import assert from 'node:assert/strict';
import { worstMessages } from './worst-messages.ts';

describe('the worst messages', () => {
  const messages = new Map(worstMessages());

  it('have unique names, and are created on demand', () => {
    assert.ok(messages.size > 25);
    assert.equal([...worstMessages()].length, messages.size);
  });

  it('are as deep and as long as their names say', () => {
    const nested = messages.get('10,000 nested arrays')?.();
    assert.equal(nested && Buffer.from(nested.body).toString(), '['.repeat(10_000) + ']'.repeat(10_000));
    const repeated = messages.get('10 MB of "&amp;"')?.();
    assert.equal(repeated?.body.length, 10_000_000 + 2);
  });
});
