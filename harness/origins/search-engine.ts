import type { OriginRequest, OriginResponse } from '../model/origin.ts';
import { escapeHtml, htmlPage, LOAD_NOTHING_POLICY } from './html.ts';
import { textReply } from './reply.ts';

const GOOGLE = /^www\.google\.(com|[a-z]{2}|com?\.[a-z]{2})$/;
const GOOGLE_SUGGEST =
  /^(www\.google\.(com|[a-z]{2}|com?\.[a-z]{2})|suggestqueries\.google\.com|clients1\.google\.com)$/;
const DUCKDUCKGO = /^(www\.)?duckduckgo\.com$/;

/**
 * The answer of Google or DuckDuckGo: result pages with the words in their titles, as real ones have, an empty list of
 * suggestions, and an empty start page. Undefined for everything else. The pages load nothing.
 */
export function answerAsSearchEngine(request: OriginRequest): OriginResponse | undefined {
  const url = new URL(request.url);
  const words = url.searchParams.get('q') ?? '';

  if (GOOGLE_SUGGEST.test(url.hostname) && url.pathname === '/complete/search') return suggestions(words);
  if (DUCKDUCKGO.test(url.hostname) && url.pathname === '/ac/') return suggestions(words);
  if (GOOGLE.test(url.hostname)) {
    if (url.pathname === '/search') return resultPage(`${words} - Google Search`, words);
    if (url.pathname === '/') return resultPage('Google', '');
  }
  if (DUCKDUCKGO.test(url.hostname) && url.pathname === '/')
    return words === '' ? resultPage('DuckDuckGo', '') : resultPage(`${words} at DuckDuckGo`, words);

  return undefined;
}

/** An empty list in the OpenSearch suggestions format. */
function suggestions(words: string): OriginResponse {
  return textReply('search-engine', 200, 'application/json; charset=utf-8', JSON.stringify([words, []]));
}

function resultPage(title: string, words: string): OriginResponse {
  const body = words === '' ? '<p>Search</p>\n' : `<p>No results for ${escapeHtml(words)}.</p>\n`;

  return textReply('search-engine', 200, 'text/html; charset=utf-8', htmlPage(title, body), [
    ['content-security-policy', LOAD_NOTHING_POLICY],
    ['referrer-policy', 'no-referrer'],
  ]);
}
