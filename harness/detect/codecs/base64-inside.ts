import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { decodeBase64, isOneCaseHex, looksRandomBase64 } from './base64.ts';
import { isPlausible } from './plausible.ts';

const WORD =
  /(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]{1,76}={0,2}|[A-Za-z0-9+/]{12,}={0,2}|[A-Za-z0-9_-]{12,}={0,2}/g;
/** A value may be stuck to what stands before it: base64 starts again every four characters. */
const STARTS = [0, 1, 2, 3];

/** Words of base64 amid other text, also where other characters of the alphabet stick to their front. */
export const base64Inside: Codec = {
  name: 'base64',
  kind: 'inside',
  reads: 'text',
  open({ content }) {
    if (content.length < 12) return [];
    const layers: Layer[] = [];
    for (const match of content.text.matchAll(WORD)) {
      const word = match[0].replaceAll(/[\r\n]/g, '');
      if (isOneCaseHex(word)) continue;
      for (const start of STARTS) {
        const layer = read(word, start, match.index);
        if (layer) layers.push(layer);
      }
    }

    return layers;
  },
};

function read(word: string, start: number, offset: number): Layer | undefined {
  const bare = word.replace(/=+$/, '').slice(start);
  const bytes = decodeBase64(bare.length % 4 === 1 ? bare.slice(0, -1) : bare);
  if (!bytes) return undefined;
  const content = Content.ofBytes(bytes);
  const sure = start === 0 && looksRandomBase64(word);
  if (!sure && !isPlausible(bytes)) return undefined;

  return { step: 'base64', content, offset: offset + start, sure };
}
