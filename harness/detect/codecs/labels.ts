import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';

/** A host name, alone or as that of a URL: three labels or more, so that one may be somebody's own. */
const NAME = /^(?:[a-z][a-z0-9+.-]*:\/\/)?((?:[a-z0-9_-]{1,63}\.){2,}[a-z0-9-]{2,63})\.?(?=$|[:/?#])/i;
/** A label that is shorter hides nothing by itself. */
const SHORTEST = 8;
/** Who spreads a value over labels fills them. */
const FILLED = 16;

/** The labels of a host name, each by itself, and full ones in a row as one value: what is looked up is sent. */
export const labels: Codec = {
  name: 'labels',
  kind: 'structure',
  open({ content }) {
    if (!content.isText || content.length < 2 * SHORTEST || content.length > 65_536) return [];
    const match = NAME.exec(content.text);
    const name = match?.[1];
    if (name === undefined || (match?.[0].length !== content.text.length && !content.text.includes('://')))
      return [];
    const all = name.split('.').slice(0, -1);
    const start = match?.[0].indexOf(name) ?? 0;
    const layers: Layer[] = [];
    for (const [at, label] of all.entries())
      if (label.length >= SHORTEST) layers.push(layerOf(`label[${at}]`, label, start));
    let filled = 0;
    while ((all[filled] ?? '').length >= FILLED) filled++;
    for (let end = Math.max(filled, 1) + 1; filled > 0 && end > 1; end--)
      if (end < all.length) layers.push(layerOf(`labels[0-${end - 1}]`, all.slice(0, end).join(''), start));

    return layers;
  },
};

function layerOf(step: string, text: string, offset: number): Layer {
  return { step, content: Content.ofText(text), offset, sure: true };
}
