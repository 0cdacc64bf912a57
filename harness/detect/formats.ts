/** Formats and checksums of SDKs, for the code that rewrites recorded traffic. */
export { readJsonStrings } from './codecs/json-strings.ts';
export { mistatKey } from './codecs/mistat.ts';
export { CRYPTOGRAPHIC, digest } from './digest/algorithms.ts';
export { crc32 } from './digest/small.ts';
export { spellingsOf } from './identify/spellings.ts';
export { partsOf } from './parts.ts';
export { javaHashCode } from './sdk.ts';
