/** The URL of a search, by the value of the browser's setting `searchEngine`. */
const searchEngines = {
  google: 'https://www.google.com/search?q=',
  duckduckgo: 'https://duckduckgo.com/?q=',
} as const;

export type TypedInput = { kind: 'address'; url: string } | { kind: 'search'; words: string; url: string };

/**
 * Interprets text of the address bar. Text with a scheme or the form of a host is an address (with `http` as default, as in
 * browsers of 2020). Other text is a search.
 */
export function readTyped(text: string, engine: unknown): TypedInput | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)) return { kind: 'address', url: trimmed };
  if (/^(about|data|file|javascript):/i.test(trimmed)) return { kind: 'address', url: trimmed };
  if (
    /^([^\s/?#.]+\.)+[^\s/?#.]+(:\d+)?([/?#]\S*)?$/.test(trimmed) ||
    /^localhost(:\d+)?(\/\S*)?$/.test(trimmed)
  )
    return { kind: 'address', url: `http://${trimmed}` };
  const base = engine === 'duckduckgo' ? searchEngines.duckduckgo : searchEngines.google;

  return { kind: 'search', words: trimmed, url: base + encodeURIComponent(trimmed) };
}
