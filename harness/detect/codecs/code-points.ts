import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { setOf } from '../shape.ts';

/** A form or a query turns the plus into a space. A separator counts only between two code points. */
const CODE_POINT =
  /(?:(?<![0-9a-z])|(?<=u[+ ][0-9a-f]{4,6}))[<({[]?u[+ ]([0-9a-f]{4,6})[>)}\]]?(?![0-9a-tv-z])(?:[ ,;|](?=[<({[]?u[+ ][0-9a-f]{4}))?|_x([0-9a-f]{4})_|#u([0-9a-f]{4})/gi;
const START = /u[+ ]|_x|#u/i;
const MAY_HAVE = setOf('uU_#');
const LAST_CODE_POINT = 0x10ffff;

/**
 * Decodes code points such as `U+4E0A`, `<U+4E0A>`, `_x4E0A_` and `#U4E0A`. Sources: Unicode, R's `print`, .NET's
 * `XmlConvert.EncodeName`, Info-ZIP.
 */
export const codePoints: Codec = {
  name: 'code-points',
  kind: 'rewrite',
  reads: 'text',
  needs: { any: MAY_HAVE },
  staysInMessage: true,
  open({ content }) {
    if (!content.isText || !content.shape.hasAny(MAY_HAVE)) return NOTHING;
    const { text } = content;
    if (!START.test(text)) return NOTHING;
    const plain = text.replace(CODE_POINT, (all: string, ...groups: (string | undefined)[]) => {
      const code = Number.parseInt(groups[0] ?? groups[1] ?? groups[2] ?? '', 16);

      return code > LAST_CODE_POINT ? all : String.fromCodePoint(code);
    });
    if (plain === text) return NOTHING;

    return { layers: [{ step: 'code-points', content: Content.ofText(plain), offset: 0, sure: true }] };
  },
};
