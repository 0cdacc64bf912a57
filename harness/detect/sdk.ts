import type { Exchange } from '../model/exchange.ts';
import { hasOneTrackHeaders } from './opaque/envelopes.ts';

/**
 * Which SDK spoke, by the shape of what it sent, never by the host alone.
 * Sources: sa-sdk-android 3.2.10 (crc is the hash code of data_list), npm sa-sdk-javascript 1.27.11, decompiled
 * com.xiaomi.mistatistic.sdk and com.xiaomi.onetrack.
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

  return undefined;
}

/** `String.hashCode()` of Java: a signed 32-bit sum over UTF-16 units. */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;

  return hash;
}
