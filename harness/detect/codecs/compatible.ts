import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { BEYOND_ASCII } from '../shape.ts';

/** Invisible characters: soft hyphen, joiners, direction marks, variation selectors, byte order mark. */
const INVISIBLE = /\u00ad|\u180e|[\u200b-\u200f\u202a-\u202e\u2060-\u2064]|[\ufe00-\ufe0f]|\ufeff/gu;

/**
 * Replaces full-width and other compatibility characters with their standard forms, and removes invisible
 * characters. Source: Unicode, NFKC.
 */
export const compatible: Codec = {
  name: 'nfkc',
  kind: 'rewrite',
  reads: 'text',
  needs: { any: BEYOND_ASCII },
  open({ content }) {
    if (!content.isText || !content.shape.isBeyondAscii) return NOTHING;
    const plain = content.text.replaceAll(INVISIBLE, '').normalize('NFKC');

    if (plain === content.text.normalize('NFC')) return NOTHING;

    return { layers: [{ step: 'nfkc', content: Content.ofText(plain), offset: 0, sure: false }] };
  },
};
