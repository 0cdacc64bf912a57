/** A value as it crosses the border to the script: JSON, and the bytes in it apart, named `{ "$bytes": index }`. */
export interface Wire {
  json: string;
  buffers: Uint8Array[];
}

/** Takes JSON's values with `Uint8Array` among them; `undefined` crosses as null. */
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

/** Throws a `SyntaxError` where the text is no JSON. */
export function decodeWire({ json, buffers }: Wire): unknown {
  return JSON.parse(json, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || !('$bytes' in item)) return item;

    return buffers[Number(item.$bytes)] ?? item;
  });
}
