import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { setOf } from '../shape.ts';

/**
 * Text that is padded with zero bytes at its end: fixed-size fields, C strings, numbers that hold several
 * bytes each.
 */
export const zeros: Codec = {
  name: 'zeros',
  kind: 'rewrite',
  reads: 'text',
  needs: { any: setOf('\0') },
  open({ content }) {
    const { text } = content;
    let end = text.length;
    while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
    if (end === text.length || end === 0) return NOTHING;

    return {
      layers: [{ step: 'zeros', content: Content.ofText(text.slice(0, end)), offset: 0, sure: false }],
    };
  },
};
