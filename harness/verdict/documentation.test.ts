import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policy } from './testing/evidence.ts';

describe('docs/verdicts.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/verdicts.md'), 'utf8');

  it('names no code that does not exist', () => {
    const codes = new Set<string>(policy.reasons.map(({ code }) => code));
    const named = [
      ...text.matchAll(/`((?:suspect|evidence|twin|late|heartbeat|few|code|other|configuration)-[a-z-]+)`/g),
    ];
    assert.deepEqual(
      named.map(([, code = '']) => code).filter((code) => !codes.has(code)),
      [],
    );
    assert.ok(named.length > 10);
  });
});
