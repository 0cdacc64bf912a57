import { isUtf8 } from 'node:buffer';
import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { ODD } from '../shape.ts';

const SHORTEST = 16;
/** So few random bytes may have hardly any control characters among them. */
const FEW = 48;
/** Control characters but tabs and ends of lines: of random bytes 24 in 100 are such, of what somebody wrote none. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const BEYOND_ASCII = /[\u0080-\u00ff]/;
const BEYOND_BYTES = /[^\u0000-\u00ff]/;

/** Bytes that were written as text of one character each, as Java's `new String(bytes, ISO_8859_1)` and a percent-encoded field have them; sent as UTF-8. */
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
    if (!sure && (controls === 0 || text.length > FEW)) return NOTHING;

    return {
      layers: [{ step: 'latin1', content: Content.ofBytes(Buffer.from(text, 'latin1')), offset: 0, sure }],
    };
  },
};
