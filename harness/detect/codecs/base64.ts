import type { Codec } from '../codec.ts';
import { Content } from '../content.ts';

/** A whole value in base64: standard or URL-safe, padded or not, wrapped at any width, spaces where a form took the plus. */
export const base64: Codec = {
  name: 'base64',
  kind: 'whole',
  reads: 'text',
  open({ content }) {
    if (content.length < 4 || !content.isText) return [];
    const text = content.text.trim();
    if (!/^[A-Za-z0-9+/_\-\s]+={0,2}$/.test(text)) return [];
    const compact =
      text.includes('\n') || text.includes('\r') ? text.replaceAll(/\s/g, '') : text.replaceAll(' ', '+');
    if (isOneCaseHex(compact)) return [];
    const bytes = decodeBase64(compact);
    if (!bytes) return [];

    return [{ step: 'base64', content: Content.ofBytes(bytes), offset: 0, sure: looksRandomBase64(compact) }];
  },
};

/** The bytes of a word of base64; undefined where its length is none that base64 can have. */
export function decodeBase64(word: string): Uint8Array | undefined {
  const bare = word.replace(/=+$/, '');
  if (bare.length < 2 || bare.length % 4 === 1) return undefined;

  return Buffer.from(bare, 'base64');
}

/** Whether a word is hex rather than base64, which has no sixteen such digits in a row but by a chance of one in millions. */
export function isOneCaseHex(word: string): boolean {
  return word.length >= 16 && /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(word);
}

/** Whether a word is base64 beyond doubt, by its mix of cases and digits: no prose, path, hex or identifier has it. */
export function looksRandomBase64(word: string): boolean {
  const sample = word.slice(0, 512);
  const upper = sample.match(/[A-Z]/g)?.length ?? 0;
  const lower = sample.match(/[a-z]/g)?.length ?? 0;
  const digits = sample.match(/[0-9]/g)?.length ?? 0;

  return (
    sample.length >= 24 &&
    upper >= sample.length * 0.2 &&
    lower >= sample.length * 0.2 &&
    digits >= sample.length * 0.04
  );
}
