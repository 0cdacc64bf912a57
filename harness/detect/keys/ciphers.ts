import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { PlainVector, Source } from '../chain.ts';

/** A method of decryption: algorithm and initialization vector. The key is passed separately. */
export interface CipherMethod {
  /** `aes-128-cbc`, `aes-256-gcm`, `xor`. */
  algorithm: string;
  /**
   * Source of the vector: the `front` of the data, `zero` bytes, the `key`, or another value of the exchange
   * (`beside`).
   */
  vector?: { kind: PlainVector } | { kind: 'beside'; bytes: Buffer; source: Source };
}

const BLOCK = 16;
/** In GCM, data starts at counter 2; counter 1 encrypts the tag. */
const FIRST_COUNTER = Buffer.from([0, 0, 0, 2]);
const NONCE = 12;
const ZERO: CipherMethod['vector'] = { kind: 'zero' };
const KEY: CipherMethod['vector'] = { kind: 'key' };
const FRONT: CipherMethod['vector'] = { kind: 'front' };

/**
 * The methods with which a key could have encrypted the data, checked on one or two blocks. For ECB and CBC, the last
 * block must end in a padding. For CTR and GCM, the first bytes must look like a beginning. One wrong key in some
 * hundred passes.
 * @param vectors other values of the exchange, of 16 bytes, or 12 for GCM
 * @param isPossibleStart whether bytes look like a beginning; without it, CTR and GCM are not tried
 */
export function* methodsOf(
  data: Buffer,
  key: Buffer,
  vectors: readonly { bytes: Buffer; source: Source }[],
  isPossibleStart: ((head: Buffer) => boolean) | undefined,
): Generator<CipherMethod> {
  if (![16, 24, 32].includes(key.length) || data.length < BLOCK) return;
  const bits = key.length * 8;
  const besideVectors = vectors.map((each): CipherMethod['vector'] => ({ kind: 'beside', ...each }));
  /** The front comes last: without its first block, the rest of a text still reads as text. */
  if (data.length % BLOCK === 0)
    yield* blockMethods(data, key, `aes-${bits}`, [ZERO, KEY, ...besideVectors, FRONT]);
  if (isPossibleStart)
    yield* streamMethods(data, key, `aes-${bits}`, [FRONT, ...besideVectors], isPossibleStart);
}

/** Decrypts all data; undefined if the padding or the tag is wrong. */
export function decrypt(data: Buffer, key: Buffer, method: CipherMethod): Buffer | undefined {
  if (method.algorithm === 'xor') return xorWith(data, key);
  const mode = method.algorithm.slice(-3);
  const size = mode === 'gcm' ? NONCE : BLOCK;
  const isFront = method.vector?.kind === 'front';
  const end = mode === 'gcm' ? data.length - BLOCK : data.length;
  const body = data.subarray(isFront ? size : 0, end);
  try {
    const vector = mode === 'ecb' ? null : vectorOf(data, key, method.vector, size);
    if (mode === 'gcm') {
      const cipher = createDecipheriv(method.algorithm as 'aes-128-gcm', key, vector ?? Buffer.alloc(NONCE));
      cipher.setAuthTag(data.subarray(end));

      return Buffer.concat([cipher.update(body), cipher.final()]);
    }
    const cipher = createDecipheriv(method.algorithm, key, vector);

    return Buffer.concat([cipher.update(body), cipher.final()]);
  } catch {
    return undefined; // Wrong key or wrong method.
  }
}

/** XORs bytes with a repeating key. */
export function xorWith(data: Uint8Array, key: Uint8Array): Buffer {
  const plain = Buffer.allocUnsafe(data.length);
  for (let at = 0; at < data.length; at++) plain[at] = (data[at] ?? 0) ^ (key[at % key.length] ?? 0);

  return plain;
}

function* blockMethods(
  data: Buffer,
  key: Buffer,
  name: string,
  vectors: CipherMethod['vector'][],
): Generator<CipherMethod> {
  const last = data.subarray(-BLOCK);
  const decrypted = createDecipheriv(`${name}-ecb`, key, null).setAutoPadding(false).update(last);
  if (isPadded(decrypted)) yield { algorithm: `${name}-ecb` };
  const before = data.length > BLOCK ? data.subarray(-2 * BLOCK, -BLOCK) : undefined;
  if (before && !isPadded(xorWith(decrypted, before))) return;
  for (const vector of vectors) {
    if (vector?.kind === 'front' && !before) continue;
    const bytes = vectorOf(data, key, vector, BLOCK);
    if (bytes.length === BLOCK && (before || isPadded(xorWith(decrypted, bytes))))
      yield { algorithm: `${name}-cbc`, vector };
  }
}

function* streamMethods(
  data: Buffer,
  key: Buffer,
  name: string,
  vectors: CipherMethod['vector'][],
  isPossibleStart: (head: Buffer) => boolean,
): Generator<CipherMethod> {
  const attempts = vectors.flatMap((vector) =>
    (['ctr', 'gcm'] as const).flatMap((mode) => {
      const size = mode === 'ctr' ? BLOCK : NONCE;
      const bytes = vectorOf(data, key, vector, size);
      const from = vector?.kind === 'front' ? size : 0;
      const head = data.subarray(from, Math.min(from + BLOCK, data.length - (mode === 'ctr' ? 0 : BLOCK)));
      if (bytes.length !== size || head.length < BLOCK) return [];

      return [
        { mode, vector, head, counter: mode === 'ctr' ? bytes : Buffer.concat([bytes, FIRST_COUNTER]) },
      ];
    }),
  );
  if (attempts.length === 0) return;
  const cipher = createCipheriv(`${name}-ecb`, key, null).setAutoPadding(false);
  const stream = cipher.update(Buffer.concat(attempts.map(({ counter }) => counter)));
  for (const [at, { mode, vector, head }] of attempts.entries())
    if (isPossibleStart(xorWith(head, stream.subarray(at * BLOCK, (at + 1) * BLOCK))))
      yield { algorithm: `${name}-${mode}`, vector };
}

function vectorOf(data: Buffer, key: Buffer, vector: CipherMethod['vector'], size: number): Buffer {
  if (vector?.kind === 'front') return data.subarray(0, size);
  if (vector?.kind === 'beside') return vector.bytes;

  return vector?.kind === 'key' ? key.subarray(0, size) : Buffer.alloc(size);
}

/** PKCS 7: each added byte is the number of added bytes. */
function isPadded(block: Uint8Array): boolean {
  const count = block.at(-1) ?? 0;
  if (count < 1 || count > BLOCK) return false;

  return block.subarray(-count).every((byte) => byte === count);
}
