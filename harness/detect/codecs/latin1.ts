import { isUtf8 } from 'node:buffer';
import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { ODD } from '../shape.ts';

const SHORTEST = 16;
/** Characters. This few random bytes can have hardly any control characters; longer ones have at least 3 %. */
const FEW = 48;
/**
 * Control characters except tabs and line ends. About 24 % of random bytes are such characters; written text
 * has none.
 */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const BEYOND_ASCII = /[\u0080-\u00ff]/;
const BEYOND_BYTES = /[^\u0000-\u00ff]/;

/**
 * Bytes that the sender converted to one character each (Latin-1) and sent as UTF-8. Java's `new
 * String(bytes, ISO_8859_1)` and percent-encoded fields do this.
 */
export const latin1: Codec = {
  name: 'latin1',
  kind: 'whole',
  needs: { any: ODD },
  readsFormless: true,
  open({ content }) {
    if (content.length < SHORTEST || (!content.isText && !isUtf8(content.bytes))) return NOTHING;
    const { text } = content;
    if (!BEYOND_ASCII.test(text) || BEYOND_BYTES.test(text)) return NOTHING;
    const controls = text.match(CONTROLS)?.length ?? 0;
    const sure = controls * 10 >= text.length;
    if (!sure && (controls === 0 || (text.length > FEW && controls * 33 < text.length))) return NOTHING;

    return {
      layers: [{ step: 'latin1', content: Content.ofBytes(Buffer.from(text, 'latin1')), offset: 0, sure }],
    };
  },
};
