import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  type InputType,
} from 'node:zlib';
import * as z from 'zod';

/** Bytes, or a string, which means its UTF-8 bytes. */
export const bytesSchema = z
  .union([z.instanceof(Uint8Array), z.string()])
  .transform((data) => (typeof data === 'string' ? new Uint8Array(Buffer.from(data)) : data));

/** Limit against decompression bombs; scripts need less. */
const LARGEST_BYTES = 16 * 1024 * 1024;

const limited =
  (unpack: (data: InputType, options: { maxOutputLength: number }) => Buffer) => (data: unknown) =>
    unpack(bytesSchema.parse(data), { maxOutputLength: LARGEST_BYTES });
const packed = (pack: (data: InputType) => Buffer) => (data: unknown) => pack(bytesSchema.parse(data));
const textual = (encoding: 'base64' | 'hex') => ({
  encode: (data: unknown) => Buffer.from(bytesSchema.parse(data)).toString(encoding),
  decode: (text: unknown) => Buffer.from(z.string().parse(text), encoding),
});

const codecs = {
  utf8: {
    encode: (text: unknown) => Buffer.from(z.string().parse(text)),
    decode: (data: unknown) => Buffer.from(bytesSchema.parse(data)).toString('utf8'),
  },
  base64: textual('base64'),
  hex: textual('hex'),
  gzip: { encode: packed(gzipSync), decode: limited(gunzipSync) },
  deflate: { encode: packed(deflateSync), decode: limited(inflateSync) },
  brotli: { encode: packed(brotliCompressSync), decode: limited(brotliDecompressSync) },
};

const callSchema = z.tuple([
  z.enum(Object.keys(codecs) as [keyof typeof codecs]),
  z.enum(['encode', 'decode']),
  z.unknown(),
]);

/** `browser.codec`: name of the codec, direction, data. */
export function runCodec(args: unknown[]): string | Uint8Array {
  const [name, direction, data] = callSchema.parse(args);

  return codecs[name][direction](data);
}
