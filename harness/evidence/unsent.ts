import type { ReadClaims, ReadEntry } from './har-entry.ts';
import { BLOCKED_ERRORS, BLOCKED_REASONS, LOCAL_SCHEMES, NAME_ERRORS } from './unsent-words.ts';
import { parseUrl } from '../model/parse-url.ts';

/** Why an entry was not sent. */
export interface Unsent {
  why: string;
  /** The host name that went to DNS, although the request was not sent. */
  lookedUp?: string;
}

/**
 * Whether the writer of a HAR proves that a request was not sent. Each of these claims counts only if nothing in the entry
 * contradicts it. No answer proves nothing: a connection can be reset after the request was sent. No entry of our own
 * recorder is unsent, because it records what arrives.
 */
export function unsentOf(entry: ReadEntry): Unsent | undefined {
  if (entry.marks) return undefined;

  return ofLocalScheme(entry) ?? fromCache(entry) ?? blocked(entry) ?? unresolved(entry);
}

function ofLocalScheme({ request: { url } }: ReadEntry): Unsent | undefined {
  const inner = url.replace(/^\s*jar:(?=file:)/i, ''); // Only a file in a local archive is local.
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(inner)?.[1]?.toLowerCase() ?? '';
  if (!LOCAL_SCHEMES.has(scheme)) return undefined;
  // On Windows, `file://server/share` is read from another computer.
  if (scheme === 'file' && /^\s*file:\/\/(?!localhost\/)[^/]/i.test(inner)) return undefined;

  return { why: `URLs of ${scheme}: are not sent` };
}

/**
 * Chrome writes `_fromCache` only if nothing was received from the network (devtools-frontend, NetworkRequest.cached).
 * Safari's `_fetchType` also names the cache after a revalidation (WebKit, InspectorNetworkAgent.cpp), and the field
 * `cache` of HAR 1.2 describes the cache alone, so both prove nothing. Such an entry has the answer and the address of the
 * server that once sent it.
 */
function fromCache({ claims, request, response }: ReadEntry): Unsent | undefined {
  const isAnswered = response !== undefined && response.status >= 200 && response.status !== 304;
  const revalidates = request.headers.some(({ name }) =>
    /^if-(none-match|modified-since|range)$/i.test(name),
  );
  if (claims.fromCache !== 'memory' && claims.fromCache !== 'disk') return undefined;
  if (!isAnswered || revalidates || mayHaveSent(claims)) return undefined;

  return { why: `answered from the cache (_fromCache: ${claims.fromCache})` };
}

function blocked(entry: ReadEntry): Unsent | undefined {
  const { claims } = entry;
  if (mayHaveSent(claims) || hasConnection(entry)) return undefined;
  if (claims.wasFulfilled) return { why: 'answered by the test script (_wasFulfilled)' };
  if (isAnswered(entry)) return undefined;
  if (claims.wasAborted) return { why: 'aborted by the test script before it was sent (_wasAborted)' };
  const error = errorIn(claims, BLOCKED_ERRORS);
  if (error !== undefined) return { why: `blocked before it was sent (${error})` };
  const reason = claims.blockedReason.toLowerCase();

  return BLOCKED_REASONS.has(reason) ? { why: `blocked before it was sent (${reason})` } : undefined;
}

function unresolved(entry: ReadEntry): Unsent | undefined {
  const { claims, request } = entry;
  if (mayHaveSent(claims) || hasConnection(entry) || isAnswered(entry)) return undefined;
  const error = errorIn(claims, NAME_ERRORS);
  const host = parseUrl(request.url)?.hostname;
  if (error === undefined || host === undefined) return undefined;

  return { why: `its host name was not resolved (${error})`, lookedUp: host };
}

/** The error of an entry, if it has one or more and `words` contains all of them. */
function errorIn({ errors }: ReadClaims, words: ReadonlySet<string>): string | undefined {
  const codes = errors.map(codeOf);

  return codes.every((code) => words.has(code)) ? codes[0] : undefined;
}

/**
 * The code, where an error is a code and nothing else; otherwise the whole error. Chrome appends details:
 * `net::ERR_BLOCKED_BY_CLIENT.Inspector`. Playwright's Firefox writes the bare name.
 */
function codeOf(error: string): string {
  return /^\s*(?:net::)?([A-Z][A-Z0-9_]*)(?:\.\w+)?\s*$/.exec(error)?.[1] ?? error.trim();
}

/**
 * Contradicts every claim: a service worker, which may itself fetch; bytes from the network; time for connecting or sending.
 * Time for waiting contradicts nothing: writers without details put all time there.
 */
function mayHaveSent({ viaServiceWorker, transferSize, sendingMs }: ReadClaims): boolean {
  return viaServiceWorker || transferSize > 0 || sendingMs > 0;
}

function hasConnection({ serverIPAddress, connection }: ReadEntry): boolean {
  return serverIPAddress !== '' || !/^0?$/.test(connection);
}

function isAnswered({ response, claims }: ReadEntry): boolean {
  return claims.hasAnswerHeaders || (response !== undefined && response.status > 0);
}
