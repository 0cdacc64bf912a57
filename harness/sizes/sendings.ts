import { Buffer } from 'node:buffer';
import { hostsOf } from '../detect/index.ts';
import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';

/** Bytes that a recipient received at one time. */
export interface Sending {
  at: string;
  recipient: string;
  /** Request line, headers, body and trailers, or one message of a WebSocket; without `apart`. */
  bytes: number;
  /** Cookies and referrers: pages and servers decide their size. */
  apart: number;
  /** A retry: the same bytes again after a request without a successful response. They are not counted. */
  again: boolean;
}

type Recorded = Pick<CaseEvidence, 'canaries' | 'ledger' | 'exchanges'>;

/**
 * What was sent to hosts that have no part in a visit, in the order of the recording. Left out are the canaries' own sites, the
 * hosts that their pages contact (responder `site`), allowed recipients, and the bytes that set up a connection.
 */
export function sendingsOf(evidence: Recorded): Sending[] {
  const meant = meantHosts(evidence);
  const answered = new Map<string, boolean>();
  const counted = evidence.exchanges.filter(
    (each) =>
      !each.standInEngine &&
      each.responder !== 'site' &&
      each.method.toUpperCase() !== 'CONNECT' &&
      !meant.has(each.host),
  );

  return counted.flatMap((exchange) => {
    const again = isAgain(exchange, answered);
    const recipient = exchange.host || 'a host that is not named';
    const request = { at: exchange.at, recipient, bytes: again ? 0 : bytesOf(exchange), again };
    const messages = exchange.messages.map(({ at, data }) => ({
      at: at ?? exchange.at,
      recipient,
      bytes: data.length,
      apart: 0,
      again: false,
    }));

    return [{ ...request, apart: apartOf(exchange) }, ...messages];
  });
}

function meantHosts({ canaries, ledger }: Recorded): Set<string> {
  const all = [...canaries, ...ledger.map(({ canary }) => canary)];

  return new Set(all.flatMap((canary) => [...hostsOf(canary), ...(canary.allowedHosts ?? [])]));
}

function isAgain(exchange: JudgedExchange, answered: Map<string, boolean>): boolean {
  const { method, url, body, aborted, answer } = exchange;
  const key = `${method} ${url}\n${Buffer.from(body).toString('latin1')}`;
  const again = body.length > 0 && answered.get(key) === false;
  answered.set(key, !aborted && answer !== undefined && answer.status >= 200 && answer.status < 300);

  return again;
}

const APART = new Set(['cookie', 'referer']);
/** `: ` and the line break. */
const HEADER_FRAME = 4;

function bytesOf({ method, url, headers, body, trailers, lost = [] }: JudgedExchange): number {
  const line = method.length + 1 + Buffer.byteLength(url);
  const kept = headers.filter(([name]) => !APART.has(name.toLowerCase()));
  const missing = lost.reduce((sum, part) => sum + (part.part === 'request.body' ? part.bytes : 0), 0);

  return line + sizeOf(kept) + Math.max(body.length, missing) + sizeOf(trailers);
}

function apartOf({ headers }: JudgedExchange): number {
  return sizeOf(headers.filter(([name]) => APART.has(name.toLowerCase())));
}

function sizeOf(headers: JudgedExchange['headers']): number {
  return headers.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value) + HEADER_FRAME,
    0,
  );
}
