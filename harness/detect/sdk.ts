import type { Exchange } from '../model/exchange.ts';
import type { Encryption, RequestShape, Sdk } from '../model/sdk.ts';
import { fieldsOf } from './codecs/form.ts';
import { Content } from './content.ts';
import { headerOf } from './parts.ts';

/** Fields of a form or a query, by name. */
export type Fields = ReadonlyMap<string, string>;

/** Recognizes SDKs by the shape of their requests, never by the host alone. */
export interface SdkRecogniser {
  /** The id of the SDK that made an upload. */
  sdkOf(exchange: Exchange, fields: Fields): string | undefined;
  /** How an upload may be encrypted. Ordered by request shape, then by content, then by SDK. */
  encryptionOf(exchange: Exchange, fields: Fields, sdk: string | undefined): readonly Encryption[];
}

/** Tries shapes with a checksum first, then those for any host, then the rest. The order of SDKs does not matter. */
export function createSdkRecogniser(sdks: readonly Sdk[]): SdkRecogniser {
  const shapes = sdks
    .flatMap(({ id, requests }) => requests.map((shape) => ({ id, shape })))
    .toSorted((a, b) => rankOf(a.shape) - rankOf(b.shape));
  const encryption = sdks.flatMap(({ id, encryption: rows }) => rows.map((row) => ({ id, row })));

  return {
    sdkOf: (exchange, fields) => shapes.find(({ shape }) => fits(shape, exchange, fields))?.id,
    encryptionOf: (exchange, fields, sdk) =>
      [
        encryption.filter(({ row }) => row.request && fits(row.request, exchange, fields)),
        encryption.filter(({ row }) => row.json),
        encryption.filter(({ id, row }) => !row.request && !row.json && id === sdk),
      ]
        .flat()
        .map(({ row }) => row),
  };
}

/** The ids of the SDKs that made uploads. */
export function sdksOf(exchanges: readonly Exchange[], sdks: readonly Sdk[]): Set<string> {
  const recogniser = createSdkRecogniser(sdks);

  return new Set(exchanges.flatMap((each) => recogniser.sdkOf(each, fieldsIn(each)) ?? []));
}

function rankOf({ checksum, host }: RequestShape): number {
  return checksum ? 0 : host ? 2 : 1;
}

function fits(shape: Omit<RequestShape, 'source'>, exchange: Exchange, fields: Fields): boolean {
  const { host, path, checksum } = shape;
  if (host && !host.test(exchange.host)) return false;
  if (path && !path.test(pathOf(exchange.url))) return false;
  if (checksum) {
    const text = fields.get(checksum.of);
    if (text === undefined || fields.get(checksum.field) !== `${checksum.prefix}${javaHashCode(text)}`)
      return false;
  }

  return (
    shape.fields.every((field) => fields.has(field)) &&
    !shape.withoutFields.some((field) => fields.has(field)) &&
    Object.entries(shape.values).every(([field, value]) => value.test(fields.get(field) ?? '')) &&
    Object.entries(shape.headers).every(([name, value]) => value.test(headerOf(exchange, name)))
  );
}

function pathOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';
}

/** Java's `String.hashCode()`: a signed 32-bit sum over UTF-16 units. */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;

  return hash;
}

/** The fields of a form body, or of the query if the body is not a form. */
export function fieldsIn(exchange: Exchange): Map<string, string> {
  const body = Content.ofBytes(exchange.body);
  const isForm =
    body.length > 0 && body.length < 4 * 1024 * 1024 && body.isText && /^[\w.$[\]%+-]{1,64}=/.test(body.text);

  return fieldsOf(isForm ? body.text : (exchange.url.split('?')[1] ?? '').replace(/#.*$/, ''));
}
