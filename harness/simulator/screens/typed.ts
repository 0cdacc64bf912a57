/** Where the default search engine of a browser is asked, by the value of its setting `searchEngine`. */
const searchEngines = {
  google: 'https://www.google.com/search?q=',
  duckduckgo: 'https://duckduckgo.com/?q=',
} as const;

export type Typed = { kind: 'address'; url: string } | { kind: 'search'; words: string; url: string };

/**
 * What a browser makes of the text in its address bar: an address if it has a scheme or looks like a host (`http` is assumed,
 * as browsers did in 2020), else words for the search engine.
 */
export function readTyped(text: string, engine: unknown): Typed | undefined {
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
