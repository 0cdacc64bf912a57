import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

const ESCAPE = /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([/"\\bfnrt]))/gi;
const BACKSLASH = 0x5c;
const NAMED: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Decodes `\/`, `\u002f`, `\x2f` and `\"` in text that is not a complete JSON text: a fragment, or JSON
 * inside other text.
 */
export const jsonEscapes: Codec = {
  name: 'json-escapes',
  kind: 'rewrite',
  reads: 'text',
  needs: { each: '\\' },
  staysInMessage: true,
  open({ content }) {
    if (!content.shape.has(BACKSLASH)) return NOTHING;
    const { text } = content;
    const plain = text.replace(ESCAPE, (_, unicode?: string, hex?: string, named?: string) => {
      const code = unicode ?? hex;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));

      return NAMED[named ?? ''] ?? named ?? '';
    });

    if (plain === text) return NOTHING;

    return {
      layers: [{ step: 'json-escapes', content: Content.ofBytes(Buffer.from(plain)), offset: 0, sure: true }],
    };
  },
};
