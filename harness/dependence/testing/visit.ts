import { createHash } from 'node:crypto';
import type { TimedExchange } from '../message.ts';
import type { Random } from './random.ts';

/** What a browser knows when it reports a visit. */
export interface Visit {
  url: string;
  random: Random;
  /** Kept for the whole recording: counters, salts, clocks. */
  state: Record<string, number>;
  /** Milliseconds. */
  now: number;
  block: number;
  salt: string;
}

export type Way = (visit: Visit) => Partial<TimedExchange>[];

/** A number that the address determines. */
export function codeOf({ url }: Pick<Visit, 'url'>, count: number, name = ''): number {
  return createHash('sha256').update(`${name}${url}`).digest().readUInt32BE() % count;
}

export function post(
  host: string,
  path: string,
  body: object | string | Buffer,
  headers: [string, string][] = [],
): Partial<TimedExchange> {
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(isJson ? JSON.stringify(body) : body);

  return {
    method: 'POST',
    url: `https://${host}${path}`,
    host,
    headers: [['content-type', isJson ? 'application/json' : 'text/plain'], ...headers],
    body: bytes,
  };
}

export function get(url: string, headers: [string, string][] = []): Partial<TimedExchange> {
  return { method: 'GET', url, host: new URL(url).hostname, headers };
}

export function count(visit: Visit, name: string): number {
  return (visit.state[name] = (visit.state[name] ?? 0) + 1);
}

/** The collector. */
export const C = 'c.collect.test';
/** An event with a random id, a counter and a clock. */
export const event = (visit: Visit, extra: object = {}) => ({
  id: visit.random.hex(8),
  n: count(visit, 'n'),
  t: visit.now,
  ...extra,
});

/** The values in the order that a code determines. */
export function ordered<T>(values: readonly T[], code: number): T[] {
  const left = [...values];
  const order: T[] = [];
  for (let rest = code; left.length > 0; rest = Math.floor(rest / (left.length + 1)))
    order.push(...left.splice(rest % left.length, 1));

  return order;
}
