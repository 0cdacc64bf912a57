import assert from 'node:assert/strict';
import * as z from 'zod';
import { closestIssue, issueText } from './issue-text.ts';

function messageOf(schema: z.ZodType, value: unknown): string {
  const result = schema.safeParse(value, { error: issueText });
  assert.equal(result.success, false);
  const [issue] = result.error.issues.map(closestIssue);

  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
}

describe('issueText', () => {
  const rows: [schema: z.ZodType, value: unknown, message: string][] = [
    [z.array(z.string()), undefined, ': must be a list, and is missing'],
    [z.array(z.string()), { a: 1 }, ': must be a list, and is an object'],
    [z.object({ a: z.number() }), { a: 'x' }, 'a: must be a number, and is the text "x"'],
    [z.object({ a: z.int() }), { a: 1.5 }, 'a: must be a whole number, and is 1.5'],
    [z.strictObject({}), { host: 1 }, ': has the unknown key "host"'],
    [z.enum(['real', 'simulated']), 'sim', ': must be real or simulated, and is "sim"'],
    [z.string().min(1), '', ': must have at least 1 character'],
    [z.array(z.string()).max(1), ['a', 'b'], ': must have at most 1 entry'],
    [z.number().min(6), 5, ': must be at least 6'],
    [z.iso.date(), '22.11.2026', ': must be a date, such as 2026-11-22, and is "22.11.2026"'],
    [z.union([z.string(), z.array(z.string())]), 5, ': must be text or a list, and is 5'],
    [z.union([z.object({ a: z.string() }), z.string()]), { a: 1 }, 'a: must be text, and is 1'],
    [z.string().regex(/^a$/, 'it must be a'), 'b', ': it must be a'],
  ];
  for (const [schema, value, message] of rows)
    it(`says: ${message}`, () => assert.equal(messageOf(schema, value), message));

  it('never speaks as the validator does', () => {
    const schemas = [
      z.string(),
      z.date(),
      z.bigint(),
      z.union([z.literal(1), z.null()]),
      z.record(z.string(), z.number()),
    ];
    for (const schema of schemas)
      for (const value of [undefined, null, 5, 'x', [], {}, true, { a: 'b' }]) {
        const result = schema.safeParse(value, { error: issueText });
        if (!result.success)
          assert.doesNotMatch(
            result.error.issues[0]?.message ?? '',
            /Invalid|expected|received|Unrecognized/,
          );
      }
  });
});
