import type { Codec } from '../codec.ts';
import { base64 } from './base64.ts';
import { base64Inside } from './base64-inside.ts';
import { brotli } from './brotli.ts';
import { cookie } from './cookie.ts';
import { deflate } from './deflate.ts';
import { form } from './form.ts';
import { gzip } from './gzip.ts';
import { hex } from './hex.ts';
import { hexInside } from './hex-inside.ts';
import { json } from './json.ts';
import { jsonEscapes } from './json-escapes.ts';
import { labels } from './labels.ts';
import { lines } from './lines.ts';
import { mistat } from './mistat.ts';
import { multipart } from './multipart.ts';
import { percent } from './percent.ts';
import { protobuf } from './protobuf.ts';
import { url } from './url.ts';
import { zlib } from './zlib.ts';

/** Every codec, in the order in which a layer is held against them. */
export const codecs: readonly Codec[] = [
  gzip,
  zlib,
  multipart,
  json,
  lines,
  mistat,
  form,
  cookie,
  url,
  labels,
  hex,
  base64,
  deflate,
  brotli,
  protobuf,
  percent,
  jsonEscapes,
  base64Inside,
  hexInside,
];
