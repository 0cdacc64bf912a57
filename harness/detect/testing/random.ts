import { createCipheriv } from 'node:crypto';

/** Reproducible random bytes: AES-128 in counter mode over zeros, with the seed as key. */
export function createRandomBytes(seed: number): (length: number) => Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(seed);
  const stream = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));

  return (length) => stream.update(Buffer.alloc(length));
}
