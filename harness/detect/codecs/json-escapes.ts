import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

const ESCAPE =
  /\\(?:U([0-9a-fA-F]{8})|[uUxX]\{([0-9a-fA-F]{1,6})\}|[uU]([0-9a-fA-F]{4})|[xX]([0-9a-fA-F]{2})|([/"\\bfnrtBFNRT]))/g;
const LAST_CODE_POINT = 0x10ffff;
const BACKSLASH = 0x5c;
const NAMED: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Decodes `\/`, `\u002f`, `\x2f` and `\"` in text that is not a complete JSON text, such as a fragment. Also `\u{2f}`,
 * `\x{2f}` and `\U0000002f` of other languages.
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
    const plain = text.replace(ESCAPE, (all: string, ...groups: (string | undefined)[]) => {
      const [eight, braced, four, two, named] = groups;
      const digits = eight ?? braced ?? four ?? two;
      if (digits === undefined) return NAMED[named ?? ''] ?? named ?? '';
      const code = Number.parseInt(digits, 16);

      return code > LAST_CODE_POINT ? all : String.fromCodePoint(code);
    });

    if (plain === text) return NOTHING;

    return {
      layers: [{ step: 'json-escapes', content: Content.ofBytes(Buffer.from(plain)), offset: 0, sure: true }],
    };
  },
};
