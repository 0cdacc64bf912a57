import { Buffer } from 'node:buffer';
import { hostsOf } from '../detect/index.ts';
import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';

/** Bytes that a recipient received at one time. */
export interface Sending {
  at: string;
  recipient: string;
  /** Request line, headers, body and trailers, or one message of a WebSocket; without `excludedBytes`. */
  bytes: number;
  /** Cookies and referrers: pages and servers decide their size. */
  excludedBytes: number;
  /** A retry: the same bytes again after a request without a successful response. They are not counted. */
  isRetry: boolean;
}

type Recorded = Pick<CaseEvidence, 'canaries' | 'ledger' | 'exchanges'>;

/**
 * What was sent to hosts that have no part in a visit, in the order of the recording. Left out are the canaries' own sites, the
 * hosts that their pages contact (responder `site`), allowed recipients, and the bytes that set up a connection.
 */
export function sendingsOf(evidence: Recorded): Sending[] {
  const excludedHosts = hostsToExclude(evidence);
  const succeeded = new Map<string, boolean>();
  const relevant = evidence.exchanges.filter(
    (each) =>
      !each.standInEngine &&
      each.responder !== 'site' &&
      each.method.toUpperCase() !== 'CONNECT' &&
      !excludedHosts.has(each.host),
  );

  return relevant.flatMap((exchange) => {
    const isRetry = checkRetry(exchange, succeeded);
    const recipient = exchange.host || 'a host that is not named';
    const request = { at: exchange.at, recipient, bytes: isRetry ? 0 : bytesOf(exchange), isRetry };
    const messages = exchange.messages.map(({ at, data }) => ({
      at: at ?? exchange.at,
      recipient,
      bytes: data.length,
      excludedBytes: 0,
      isRetry: false,
    }));

    return [{ ...request, excludedBytes: excludedBytesOf(exchange) }, ...messages];
  });
}

function hostsToExclude({ canaries, ledger }: Recorded): Set<string> {
  const allCanaries = [...canaries, ...ledger.map(({ canary }) => canary)];

  return new Set(allCanaries.flatMap((canary) => [...hostsOf(canary), ...(canary.allowedHosts ?? [])]));
}

function checkRetry(exchange: JudgedExchange, succeeded: Map<string, boolean>): boolean {
  const { method, url, body, aborted, answer } = exchange;
  const key = `${method} ${url}\n${Buffer.from(body).toString('latin1')}`;
  const isRetry = body.length > 0 && succeeded.get(key) === false;
  succeeded.set(key, !aborted && answer !== undefined && answer.status >= 200 && answer.status < 300);

  return isRetry;
}

const EXCLUDED_HEADERS = new Set(['cookie', 'referer']);
/** `: ` and the line break. */
const HEADER_FRAME = 4;

function bytesOf({ method, url, headers, body, trailers, lost = [] }: JudgedExchange): number {
  const line = method.length + 1 + Buffer.byteLength(url);
  const includedHeaders = headers.filter(([name]) => !EXCLUDED_HEADERS.has(name.toLowerCase()));
  const missing = lost.reduce((sum, part) => sum + (part.part === 'request.body' ? part.bytes : 0), 0);

  return line + sizeOf(includedHeaders) + Math.max(body.length, missing) + sizeOf(trailers);
}

function excludedBytesOf({ headers }: JudgedExchange): number {
  return sizeOf(headers.filter(([name]) => EXCLUDED_HEADERS.has(name.toLowerCase())));
}

function sizeOf(headers: JudgedExchange['headers']): number {
  return headers.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value) + HEADER_FRAME,
    0,
  );
}
