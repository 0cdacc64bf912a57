/** Items in the order of `names`; those that it does not name come after the others, in their own order. */
export function inOrder<T>(items: readonly T[], names: readonly string[], nameOf: (item: T) => string): T[] {
  const placeOf = (item: T): number => {
    const place = names.indexOf(nameOf(item));

    return place === -1 ? names.length : place;
  };

  return items.toSorted((a, b) => placeOf(a) - placeOf(b));
}
