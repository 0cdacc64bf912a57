import type * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  date: 'a date',
};
const FORMATS: Readonly<Record<string, string>> = {
  date: 'a date, such as 2026-11-22',
  datetime: 'a time, such as 2026-11-22T10:15:00Z',
  url: 'an address, such as https://site.example/',
  json_string: 'JSON',
};
/** Values of an enumeration that a message names. */
const MOST_VALUES = 12;

/**
 * What is wrong with a value, in plain words, after the place that has it: `must be a list, and is text`. The `error` of zod's
 * `parse`; a schema with a message of its own keeps it. Undefined for what only zod can describe.
 */
export function issueText(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type')
    return `must be ${TYPES[issue.expected] ?? issue.expected}, and is ${kindOf(issue.input)}`;
  if (issue.code === 'invalid_value')
    return `must be ${issue.values.slice(0, MOST_VALUES).map(String).join(' or ')}${issue.values.length > MOST_VALUES ? ' or one of the others' : ''}, and is ${valueOf(issue.input)}`;
  if (issue.code === 'unrecognized_keys')
    return `has the unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  if (issue.code === 'too_small') return `must ${limitOf(issue.origin, 'at least', Number(issue.minimum))}`;
  if (issue.code === 'too_big') return `must ${limitOf(issue.origin, 'at most', Number(issue.maximum))}`;
  if (issue.code === 'invalid_format')
    return `must be ${FORMATS[issue.format] ?? `of the form ${issue.pattern ?? issue.format}`}, and is ${valueOf(issue.input)}`;
  if (issue.code === 'invalid_union') return unionText(issue);
  if (issue.code === 'custom') return undefined;

  return `is not valid: ${valueOf(issue.input)}`;
}

/**
 * For a value that can be of several kinds, the first issue of the kind that has the fewest issues, with its whole path; the issue
 * itself if no kind fits better.
 */
export function closestIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const [best] = issue.errors.toSorted((a, b) => a.length - b.length);
  const [first] = best ?? [];
  // Every kind refuses the type itself: the message of the union names all types.
  if (!first || (first.code === 'invalid_type' && first.path.length === 0)) return issue;
  const { path, ...rest } = closestIssue(first);

  return { ...rest, path: [...issue.path, ...path] };
}

function unionText({ errors, input }: Extract<Issue, { code: 'invalid_union' }>): string {
  const types = errors.flatMap(([first]) =>
    first?.code === 'invalid_type' ? [TYPES[first.expected] ?? first.expected] : [],
  );
  const [only, ...more] = new Set(types);

  return only === undefined
    ? `is of none of the kinds that are possible here: ${valueOf(input)}`
    : `must be ${[only, ...more].join(' or ')}, and is ${kindOf(input)}`;
}

function limitOf(origin: string, word: string, limit: number): string {
  if (origin === 'string') return `have ${word} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (['array', 'set', 'map'].includes(origin))
    return `have ${word} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;

  return `be ${word} ${limit}`;
}

function kindOf(input: unknown): string {
  if (input === undefined) return 'missing';
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'string') return `the text ${valueOf(input)}`;

  return typeof input === 'object' ? 'an object' : valueOf(input);
}

function valueOf(input: unknown): string {
  if (input === undefined) return 'missing';
  if (typeof input === 'bigint') return String(input);
  const text = JSON.stringify(input) ?? typeof input;

  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
