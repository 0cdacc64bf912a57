import type { Codec } from '../codec.ts';
import { base32, base32Inside } from './base32.ts';
import { base64 } from './base64.ts';
import { base64Dialects } from './base64-dialects.ts';
import { base64Inside } from './base64-inside.ts';
import { base85 } from './base85.ts';
import { basicAuth } from './basic-auth.ts';
import { bencode } from './bencode.ts';
import { binaryPlist } from './plist-binary.ts';
import { brotli } from './brotli.ts';
import { byteArray } from './byte-array.ts';
import { cbor } from './cbor.ts';
import { charset } from './charset.ts';
import { compatible } from './compatible.ts';
import { compressedInside } from './compressed-inside.ts';
import { cookie } from './cookie.ts';
import { codePoints } from './code-points.ts';
import { csv } from './csv.ts';
import { dataUrl } from './data-url.ts';
import { deflate } from './deflate.ts';
import { dns } from './dns.ts';
import { rest } from './rest.ts';
import { reversed, rotated, xored } from './disguise.ts';
import { positionXor } from './position-xor.ts';
import { form } from './form.ts';
import { grpc } from './grpc.ts';
import { gzip } from './gzip.ts';
import { hex } from './hex.ts';
import { byteDigits } from './byte-digits.ts';
import { hexInside } from './hex-inside.ts';
import { hidden } from './hidden.ts';
import { hostLabels } from './host-labels.ts';
import { htmlEntities } from './html-entities.ts';
import { jce } from './jce.ts';
import { json } from './json.ts';
import { jsonEscapes } from './json-escapes.ts';
import { jwt } from './jwt.ts';
import { latin1 } from './latin1.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { labels } from './labels.ts';
import { lines } from './lines.ts';
import { list } from './list.ts';
import { lz4 } from './lz4.ts';
import { lzString } from './lz-string.ts';
import { mimeWords } from './mime-words.ts';
import { mistat } from './mistat.ts';
import { mojibake } from './mojibake.ts';
import { numberArray } from './number-array.ts';
import { numberList } from './number-list.ts';
import { msgpack } from './msgpack.ts';
import { multipart } from './multipart.ts';
import { percent } from './percent.ts';
import { protobuf } from './protobuf.ts';
import { punycode } from './punycode.ts';
import { quotedPrintable } from './quoted-printable.ts';
import { radix, radixInside } from './radix.ts';
import { runs } from './runs.ts';
import { snappy } from './snappy.ts';
import { sse } from './sse.ts';
import { tar } from './tar.ts';
import { thrift } from './thrift.ts';
import { twoSymbols } from './two-symbols.ts';
import { url } from './url.ts';
import { utf16, utf16Inside } from './utf16.ts';
import { uuencode } from './uuencode.ts';
import { xml } from './xml.ts';
import { xorWhole } from './xor-whole.ts';
import { yenc } from './yenc.ts';
import { zeros } from './zeros.ts';
import { zip } from './zip.ts';
import { zlib } from './zlib.ts';
import { zstd } from './zstd.ts';

/** Every codec, in the order in which it is tried on a layer. */
export const codecs: readonly Codec[] = [
  gzip,
  zlib,
  zstd,
  zip,
  tar,
  multipart,
  json,
  lines,
  sse,
  mistat,
  form,
  cookie,
  url,
  hostLabels,
  labels,
  xml,
  csv,
  jwt,
  basicAuth,
  dataUrl,
  bencode,
  binaryPlist,
  uuencode,
  yenc,
  hex,
  base64,
  base32,
  radix,
  base85,
  lzString,
  byteArray,
  numberArray,
  numberList,
  list,
  twoSymbols,
  latin1,
  utf16,
  charset,
  dns,
  grpc,
  msgpack,
  cbor,
  deflate,
  brotli,
  lz4,
  snappy,
  protobuf,
  thrift,
  jce,
  lengthPrefixed,
  positionXor,
  xorWhole,
  rest,
  zeros,
  percent,
  jsonEscapes,
  codePoints,
  htmlEntities,
  quotedPrintable,
  mimeWords,
  punycode,
  mojibake,
  compatible,
  base64Inside,
  base64Dialects,
  hexInside,
  byteDigits,
  base32Inside,
  radixInside,
  hidden,
  runs,
  utf16Inside,
  compressedInside,
  reversed,
  rotated,
  xored,
];
