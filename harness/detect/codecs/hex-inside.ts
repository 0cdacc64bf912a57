import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { looksRandomHex } from './hex.ts';

const WORD = /(?:[0-9a-f]{2}){8,}|(?:\\x[0-9a-f]{2}){4,}/gi;

/** Words of hex amid other text; `\x41\x42` too. */
export const hexInside: Codec = {
  name: 'hex',
  kind: 'inside',
  reads: 'text',
  open({ content }) {
    if (content.length < 16) return [];
    const layers: Layer[] = [];
    for (const match of content.text.matchAll(WORD)) {
      const digits = match[0].replaceAll(/\\x/gi, '');
      const bytes = Buffer.from(digits, 'hex');
      layers.push({
        step: 'hex',
        content: Content.ofBytes(bytes),
        offset: match.index,
        sure: looksRandomHex(digits),
      });
    }

    return layers;
  },
};
