import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { readExpectations } from './tables.ts';

describe('readExpectations with an invalid table', () => {
  const where = 'on: real, release: x, scenario: x, mode: x, source: x';
  const rows: [text: string, message: string][] = [
    [`- {${where}, reason: x, expect: leeks}`, 'row 1, expect: must be '],
    [`- {${where}, reason: x, expcet: leaks}`, 'row 1, expect: must be '],
    [
      `- {${where}, reason: x, expect: leaks, until: 2026-02-30}`,
      'row 1, until: must be a date, such as 2026-11-22',
    ],
    [`- {${where}, expect: leaks}`, 'row 1, reason: '],
    [`- {${where}, reason: x, expect: leaks}\n- {on: mars}`, 'row 2, on: '],
    [
      `- {${where}, reason: x, allow: {recipient: '*.x.test', kind: url}}`,
      'row 1, allow.recipient: a recipient must be one host name',
    ],
    [
      `- {${where}, reason: x, allow: {recipient: x.test, kind: host}}`,
      'row 1, allow.kind: the kind must be url, search or text',
    ],
    ['a: b', 'the table: '],
    ['- {on: real, on: simulated}', 'is not YAML: Map keys must be unique at line 1, column 14'],
  ];
  for (const [text, message] of rows)
    it(`reports '${message}' for ${text.replace(where, '...')}`, async () => {
      const root = await mkdtemp(join(tmpdir(), 'leakgate-tables-'));
      await mkdir(join(root, 'apks'));
      await writeFile(join(root, 'apks/expectations.yaml'), text);
      await assert.rejects(readExpectations(root), (error) => {
        assert.ok(error instanceof Fault);
        assert.ok(
          error.message.startsWith('apks/expectations.yaml') && error.message.includes(message),
          error.message,
        );
        assert.doesNotMatch(error.message, /\n/);

        return true;
      });
      await rm(root, { recursive: true });
    });
});
