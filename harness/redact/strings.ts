/** A copy of a value with every string in it changed; keys stay. */
export function mapStrings<T>(value: T, change: (text: string) => string): T {
  return mapNested(value, change) as T;
}

function mapNested(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapNested(item, change));
  if (typeof value !== 'object' || value === null) return value;

  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapNested(item, change)]));
}
