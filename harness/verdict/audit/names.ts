import type { Message } from '../../dependence/index.ts';

/** Characters of a name. A longer one is data. */
const LONGEST = 120;
/** What a path segment or a key is called that looks like a value: numbers, digests, UUIDs, tokens. */
const VALUE = '*';
const LOOKS_LIKE_VALUE =
  /^(?:\d{3,}|[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]{27}|(?=[^\s]*\d)[\w%+=-]{16,}|[^\s]{41,})$/i;
/** A step that names a field: `form:data_list`, `json:$[].properties.url`, `protobuf:3`. */
const NAMED_STEP = /^[\w-]+:(.+)$/s;
const PARTS: readonly [start: string, name: string][] = [
  ['request.url > query', 'query'],
  ['request.body', 'body'],
  ['websocket', 'message'],
];

/** Method and path of a message, without its values: `POST /sa`, `GET /v1/*`. */
export function pathNameOf({ method, segments }: Pick<Message, 'method' | 'segments'>): string {
  return cut(`${method} /${segments.map(withoutValue).join('/')}`);
}

/**
 * The names of the fields of a message, never their values: `query: project`, `body: data_list > properties.url`. A field that has
 * named fields inside is not listed itself. Headers are left out.
 */
export function fieldNamesOf({ fields }: Pick<Message, 'fields'>): string[] {
  const names = new Set<string>();
  for (const { path } of fields) {
    const [, part] = PARTS.find(([start]) => path === start || path.startsWith(`${start} > `)) ?? [];
    if (part === undefined) continue;
    const named = path.split(' > ').flatMap((step) => NAMED_STEP.exec(step)?.[1] ?? []);
    if (named.length > 0) names.add(cut(`${part}: ${named.map(keyName).join(' > ')}`));
  }

  return [...names].filter((name) => ![...names].some((other) => other.startsWith(`${name} > `)));
}

/** A key without positions in lists: `$[].properties.url` is `properties.url`. */
function keyName(key: string): string {
  const names = key.replaceAll(/\$|\[\d*\]/g, '').split('.');

  return (
    names
      .filter((name) => name !== '')
      .map(withoutValue)
      .join('.') || '[]'
  );
}

function withoutValue(text: string): string {
  return LOOKS_LIKE_VALUE.test(text) ? VALUE : text;
}

function cut(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}...` : name;
}
