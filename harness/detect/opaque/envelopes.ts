import type { Exchange } from '../../model/exchange.ts';
import type { Content } from '../content.ts';
import { headerOf } from '../parts.ts';

/**
 * The name of the encrypted envelope that a text is: fields that only such an envelope has.
 * Source: sa-sdk-android 4.2.0 to HEAD 82b48007 (EncryptUtils, TransportEncryption).
 */
export function envelopeOf(content: Content): string | undefined {
  if (!content.isText || !content.text.includes('payloads')) return undefined;
  const { text } = content;

  return ['ekey', 'pkv', 'payloads'].every((field) => new RegExp(`"${field}"\\s*:`).test(text))
    ? 'Sensors, encrypted: its key is wrapped for the server alone'
    : undefined;
}

/**
 * The name of the encrypted envelope that an exchange is, told by its path, form fields or headers.
 * Sources: decompiled com.xiaomi.stat 3.0.16 and com.xiaomi.onetrack; sa-sdk-android.
 */
export function encryptedExchange(
  exchange: Exchange,
  fields: ReadonlyMap<string, string>,
): string | undefined {
  const gzip = fields.get('gzip');
  if ((gzip === '9' || gzip === '13') && fields.has('data_list'))
    return `Sensors, encrypted (gzip=${gzip}): its key is wrapped for the server alone`;
  if (hasOneTrackHeaders(exchange) && /octet-stream/i.test(headerOf(exchange, 'content-type')))
    return 'OneTrack, encrypted: its key came from the server, wrapped for the app alone';
  if (/\/mistats\/v3(?:$|[/?])/.test(exchange.url))
    return 'MiStat 3.0, encrypted: its key came from the server';
  if (fields.get('mistatv') === '5') return 'MiStat 5, encrypted: how is not verified';

  return undefined;
}

export function hasOneTrackHeaders(exchange: Exchange): boolean {
  return headerOf(exchange, 'ot_sid') !== '' || headerOf(exchange, 'ot_sender') !== '';
}
