import type { Exchange } from '../model/exchange.ts';
import { type SdkRow, sdkRows } from './data/sdks.ts';
import { hasOneTrackHeaders } from './opaque/envelopes.ts';
import { headerOf } from './parts.ts';

/**
 * Which SDK spoke, by the shape of what it sent, never by the host alone.
 * Sources: sa-sdk-android 3.2.10 (crc is the hash code of data_list), npm sa-sdk-javascript 1.27.11, decompiled
 * com.xiaomi.mistatistic.sdk and com.xiaomi.onetrack; the rows of `data/sdks.ts` have their own.
 */
export function sdkOf(exchange: Exchange, fields: ReadonlyMap<string, string>): string | undefined {
  const list = fields.get('data_list');
  const crc = fields.get('crc');
  if (list !== undefined && crc !== undefined)
    return String(javaHashCode(list)) === crc ? 'sensors' : undefined;
  const data = fields.get('data');
  if (data !== undefined && fields.get('ext') === `crc=${javaHashCode(data)}`) return 'sensors-js';
  if (list !== undefined && !fields.has('gzip')) return 'sensors-js';
  if (fields.has('stat_value') || fields.has('net_value') || /\/mistats(?:$|[/?])/.test(exchange.url))
    return 'mistat';
  if (hasOneTrackHeaders(exchange)) return 'onetrack';

  return sdkRows.find((row) => fits(row, exchange, fields))?.sdk;
}

/** How an SDK's uploads are encrypted, where they are as a rule. */
export function encryptionOf(sdk: string | undefined): string | undefined {
  return sdkRows.find((row) => row.sdk === sdk && row.encrypted !== undefined)?.encrypted;
}

function fits(row: SdkRow, exchange: Exchange, fields: ReadonlyMap<string, string>): boolean {
  if (row.host && !row.host.test(exchange.host)) return false;
  if (row.path && !row.path.test(pathOf(exchange.url))) return false;
  if (row.header && !row.header[1].test(headerOf(exchange, row.header[0]))) return false;

  return (row.fields ?? []).every((field) => fields.has(field));
}

function pathOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';
}

/** `String.hashCode()` of Java: a signed 32-bit sum over UTF-16 units. */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;

  return hash;
}
