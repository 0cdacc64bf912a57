/** A value passed to or from the script: JSON, in which `{ "$bytes": index }` refers to a buffer. */
export interface Wire {
  json: string;
  buffers: Uint8Array[];
}

/** Encodes JSON values and `Uint8Array`s; `undefined` becomes null. */
export function encodeWire(value: unknown): Wire {
  const buffers: Uint8Array[] = [];
  const plain = (item: unknown): unknown => {
    if (item instanceof Uint8Array) {
      buffers.push(item);

      return { $bytes: buffers.length - 1 };
    }
    if (Array.isArray(item)) return item.map(plain);
    if (typeof item !== 'object' || item === null) return item;

    return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, plain(inner)]));
  };

  return { json: JSON.stringify(plain(value) ?? null), buffers };
}

/** Throws a `SyntaxError` if the text is not JSON. */
export function decodeWire({ json, buffers }: Wire): unknown {
  return JSON.parse(json, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || !('$bytes' in item)) return item;

    return buffers[Number(item.$bytes)] ?? item;
  });
}
