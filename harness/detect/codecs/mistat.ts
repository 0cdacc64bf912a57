import { createDecipheriv, createHash } from 'node:crypto';
import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { fieldsOf } from './form.ts';

/**
 * MiStat 3 and 4: decrypts the form field `stat_value`, which is AES-128-ECB in hex. The key derives from
 * other fields of the same form. Source: decompiled com.xiaomi.mistatistic.sdk 1.9.x (AesUtils).
 */
export const mistat: Codec = {
  name: 'mistat',
  kind: 'structure',
  reads: 'text',
  needs: { each: '=_' },
  decrypts: 'form',
  givesNoValues: true,
  readsAgain: true,
  open({ content }) {
    if (!content.isText || !content.text.includes('stat_value=')) return NOTHING;
    const fields = fieldsOf(content.text);
    const [appId, appKey, deviceId] = ['app_id', 'app_key', 'device_id'].map((name) => fields.get(name));
    const value = fields.get('stat_value') ?? '';
    if (
      appId === undefined ||
      appKey === undefined ||
      deviceId === undefined ||
      !/^(?:[0-9a-f]{32})+$/i.test(value)
    )
      return NOTHING;
    const plain = decrypt(Buffer.from(value, 'hex'), mistatKey(appId, appKey, deviceId));
    if (!plain) return NOTHING;

    return {
      layers: [
        {
          step: 'mistat:stat_value',
          content: Content.ofBytes(plain),
          offset: content.text.indexOf('stat_value='),
          sure: true,
        },
      ],
    };
  },
};

/** The key of MiStat 3 and 4: the first 16 characters of an upper-case MD5. */
export function mistatKey(appId: string, appKey: string, deviceId: string): string {
  const digest = createHash('md5').update(`seed:${appId}-${appKey}-${deviceId}`).digest('hex');

  return digest.toUpperCase().slice(0, 16);
}

function decrypt(bytes: Uint8Array, key: string): Uint8Array | undefined {
  try {
    const cipher = createDecipheriv('aes-128-ecb', Buffer.from(key, 'ascii'), null);

    return Buffer.concat([cipher.update(bytes), cipher.final()]);
  } catch {
    return undefined; // Invalid padding: another key, or not MiStat.
  }
}
