/** A relative link to a file, each part of its path encoded. */
export function linkTo(...parts: readonly string[]): string {
  return parts
    .flatMap((part) => part.split('/'))
    .map((part) => encodeURIComponent(wellFormed(part)))
    .join('/');
}

/** A word as one argument of a POSIX shell: a name in the evidence may hold `$(...)`. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) && !text.startsWith('~') && !text.startsWith('-')
    ? text
    : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Short, stable and distinct names for the parts of a page that links point to, by the ids of cases. */
export function anchorsOf(ids: readonly string[]): (id: string) => string {
  const anchors = new Map<string, string>();
  const used = new Set<string>();
  for (const id of ids) {
    const base = `case-${id.replaceAll(/[^\w.]+/g, '-').slice(0, 120)}`;
    let anchor = base;
    for (let at = 2; used.has(anchor); at++) anchor = `${base}-${at}`;
    used.add(anchor);
    anchors.set(id, anchor);
  }

  return (id) => anchors.get(id) ?? '';
}

/** Lone surrogates, which have no encoding, become U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
