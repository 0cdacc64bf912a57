import type { Message } from '../message.ts';
import { groupBy, templatesOf } from '../templates.ts';

/** A message with its place among all messages of the experiment. */
export interface Observed extends Message {
  template: string;
}

/** The messages with their templates, and with names of fields that are different each time replaced by `*`. */
export function observe(messages: readonly Message[]): Observed[] {
  const templates = templatesOf(messages);
  const observed = messages.map((message, at) => ({
    at,
    message: { ...message, template: templates[at] ?? '' },
  }));
  const groups = groupBy(observed, ({ message: { site, template } }) => `${site} ${template}`);
  const generalized = messages.map((): Observed | undefined => undefined);
  for (const group of groups.values())
    for (const [index, message] of generalizeNames(group.map((each) => each.message)).entries())
      generalized[group[index]?.at ?? 0] = message;

  return withNewElements(generalized.filter((message) => message !== undefined));
}

/** The place of a field in an element that was not sent before. */
const NEW = ' (new)';

/** The place of the value that a field was decoded from; undefined for a part of a message. */
export function parentOf(path: string): string | undefined {
  const suffix = path.endsWith(NEW) ? NEW : '';
  const at = path.lastIndexOf(' > ');

  return at < 0 ? undefined : path.slice(0, at) + suffix;
}

/**
 * Adds the fields of elements that were not sent before, where some were: an SDK that does not get the answer that it expects
 * sends its whole queue again with each upload.
 */
function withNewElements(observed: readonly Observed[]): Observed[] {
  const seen = new Map<string, Set<string>>();
  const fresh = observed.map(({ site, template, fields }) => {
    const key = `${site} ${template}`;
    const known = seen.get(key) ?? new Set<string>();
    const elements = new Set(fields.flatMap(({ element }) => element ?? []));
    const isRepeating = [...elements].some((element) => known.has(element));
    const added = fields.filter(({ element }) => element !== undefined && !known.has(element));
    for (const element of elements) known.add(element);
    seen.set(key, known);

    return { key, isRepeating, added };
  });
  const repeating = new Set(fresh.filter(({ isRepeating }) => isRepeating).map(({ key }) => key));

  return observed.map((message, at) => {
    const { key = '', added = [] } = fresh[at] ?? {};
    if (!repeating.has(key)) return message;

    return {
      ...message,
      fields: [...message.fields, ...added.map((field) => ({ ...field, path: `${field.path}${NEW}` }))],
    };
  });
}

const NAME = /[^\s.>:[\]]+/g;

/** A name that only one block has is a value: `json:$.sessions.8f3a`. */
function generalizeNames(group: readonly Observed[]): Observed[] {
  const blocks = new Map<string, Set<number>>();
  for (const { block, fields } of group)
    for (const { path } of fields)
      for (const [name] of path.matchAll(NAME)) {
        const seen = blocks.get(name);
        if (seen) seen.add(block);
        else blocks.set(name, new Set([block]));
      }
  if (new Set(group.map(({ block }) => block)).size < 2) return [...group];
  const isVariable = (name: string) => blocks.get(name)?.size === 1;
  const generalize = (path: string) => path.replaceAll(NAME, (name) => (isVariable(name) ? '*' : name));

  return group.map((message) => ({
    ...message,
    fields: message.fields.map((field) => ({ ...field, path: generalize(field.path) })),
  }));
}
