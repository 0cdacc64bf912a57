import type { Message } from './message.ts';

/** More segments than this at one place of a path are values, not names. */
const MOST_NAMES = 8;
const VARIABLE = '*';

/**
 * The template of each message: method and path, with `*` for segments that are different each time. Segments are aligned by a
 * prefix tree over all messages to one site; which page was visited plays no part in it.
 */
export function templatesOf(messages: readonly Message[]): string[] {
  const templates = messages.map(() => '');
  const groups = groupBy(
    messages.map((_, at) => at),
    (at) => keyOf(messages[at]),
  );
  for (const group of groups.values()) {
    const generalized = group.map((at) => ({
      at,
      block: messages[at]?.block ?? 0,
      path: [...(messages[at]?.segments ?? [])],
    }));
    generalize(generalized, 0);
    for (const { at, path } of generalized) templates[at] = `${messages[at]?.method} /${path.join('/')}`;
  }

  return templates;
}

function keyOf(message: Message | undefined): string {
  return `${message?.site} ${message?.method} ${message?.segments.length}`;
}

interface Placed {
  at: number;
  block: number;
  path: string[];
}

function generalize(group: readonly Placed[], depth: number): void {
  const bySegment = groupBy(group, ({ path }) => path[depth]);
  if (bySegment.has(undefined)) return;
  const single = [...bySegment.values()].filter((each) => new Set(each.map(({ block }) => block)).size === 1);
  const isVariable =
    bySegment.size > MOST_NAMES || (single.length > 1 && single.length * 2 >= bySegment.size);
  const variable = isVariable ? group : single.length > 1 ? single.flat() : [];
  for (const each of variable) each.path[depth] = VARIABLE;
  for (const each of groupBy(group, ({ path }) => path[depth]).values()) generalize(each, depth + 1);
}

export function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }

  return groups;
}
