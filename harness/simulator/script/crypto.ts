import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import * as z from 'zod';
import { bytesSchema } from './codec.ts';

const TAG_BYTES = 16;
const LARGEST_RANDOM_BYTES = 65_536;

const aesSchema = z
  .strictObject({
    mode: z.enum(['cbc', 'ecb', 'gcm']),
    key: bytesSchema,
    iv: bytesSchema.optional(),
    data: bytesSchema,
  })
  .refine(({ key }) => [16, 24, 32].includes(key.length), 'an AES key must have 16, 24 or 32 bytes')
  .refine(
    ({ mode, iv }) => mode === 'ecb' || iv !== undefined,
    'the AES modes cbc and gcm need an iv (initialization vector)',
  );
type Aes = z.infer<typeof aesSchema>;

const operations: Record<string, (args: unknown[]) => Uint8Array> = {
  digest: ([algorithm, data]) =>
    createHash(z.string().parse(algorithm)).update(bytesSchema.parse(data)).digest(),
  hmac: ([algorithm, key, data]) =>
    createHmac(z.string().parse(algorithm), bytesSchema.parse(key)).update(bytesSchema.parse(data)).digest(),
  encrypt: ([options]) => encryptAes(aesSchema.parse(options)),
  decrypt: ([options]) => decryptAes(aesSchema.parse(options)),
  rsaEncrypt: ([key, data, padding]) =>
    publicEncrypt(
      {
        key: readPublicKey(z.string().parse(key)),
        padding: padding === 'oaep' ? constants.RSA_PKCS1_OAEP_PADDING : constants.RSA_PKCS1_PADDING,
      },
      bytesSchema.parse(data),
    ),
  random: ([bytes]) => randomBytes(z.int().min(0).max(LARGEST_RANDOM_BYTES).parse(bytes)),
};

/** `browser.crypto`: name of the operation, then its arguments. */
export function runCrypto([name, ...args]: unknown[]): Uint8Array {
  const operation = operations[String(name)];
  if (!operation) throw new Error(`the simulated handset does not model browser.crypto.${String(name)}`);

  return operation(args);
}

function encryptAes({ mode, key, iv, data }: Aes): Uint8Array {
  if (mode === 'gcm') {
    const cipher = createCipheriv(`aes-${bits(key)}-gcm`, key, iv ?? Buffer.alloc(0));

    return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
  }
  const cipher = createCipheriv(`aes-${key.length * 8}-${mode}`, key, mode === 'ecb' ? null : (iv ?? null));

  return Buffer.concat([cipher.update(data), cipher.final()]);
}

function decryptAes({ mode, key, iv, data }: Aes): Uint8Array {
  if (mode === 'gcm') {
    const decipher = createDecipheriv(`aes-${bits(key)}-gcm`, key, iv ?? Buffer.alloc(0));
    decipher.setAuthTag(data.subarray(-TAG_BYTES));

    return Buffer.concat([decipher.update(data.subarray(0, -TAG_BYTES)), decipher.final()]);
  }
  const decipher = createDecipheriv(
    `aes-${key.length * 8}-${mode}`,
    key,
    mode === 'ecb' ? null : (iv ?? null),
  );

  return Buffer.concat([decipher.update(data), decipher.final()]);
}

function bits(key: Uint8Array): 128 | 192 | 256 {
  return key.length === 16 ? 128 : key.length === 24 ? 192 : 256;
}

function readPublicKey(text: string): KeyObject {
  return text.includes('-----BEGIN')
    ? createPublicKey(text)
    : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
}
