/** What a JSON text contains besides its structure. Names have no indexes: `$[].properties.url`. */
export interface JsonScalars {
  values: { name: string; value: string | number }[];
  /** Names of objects' members. */
  names: string[];
  /** Arrays of scalars, in order. */
  lists: { name: string; members: string[] }[];
}

/** The scalars of a JSON text; undefined if it is not JSON. Booleans are the words `true` and `false`. */
export function scalarsOf(text: string): JsonScalars | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined; // Text that only begins like JSON.
  }
  const found: JsonScalars = { values: [], names: [], lists: [] };
  const pending: { name: string; value: unknown }[] = [{ name: '$', value: root }];
  for (let at = 0; at < pending.length; at++) {
    const { name, value } = pending[at] ?? { name: '', value: null };
    if (typeof value === 'string' || typeof value === 'number') found.values.push({ name, value });
    else if (typeof value === 'boolean') found.values.push({ name, value: String(value) });
    else if (Array.isArray(value)) {
      if (value.every((each) => typeof each !== 'object'))
        found.lists.push({ name: `${name}[]`, members: value.map(String) });
      for (const each of value) pending.push({ name: `${name}[]`, value: each });
    } else if (value !== null && typeof value === 'object')
      for (const [key, member] of Object.entries(value)) {
        found.names.push(key);
        pending.push({ name: `${name}.${key}`, value: member });
      }
  }

  return found;
}
