import { createCipheriv } from 'node:crypto';

/** Random bytes that are the same in every run: AES-128 in counter mode over zeros, keyed by a seed. */
export function chanceOf(seed: number): (length: number) => Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(seed);
  const stream = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));

  return (length) => stream.update(Buffer.alloc(length));
}
