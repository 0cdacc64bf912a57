import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

/** Three labels or more, so that one may be somebody's own. */
const NAME = /^(?:[a-z0-9_-]{1,63}\.){2,}[a-z0-9-]{2,63}\.?$/i;
/** A label that is shorter hides nothing by itself. */
const SHORTEST = 8;
/** Who spreads a value over labels fills them. */
const FILLED = 16;

/** A host name by itself, as it is looked up: each long label, and full ones in a row as one value (as DNS tunnels do). */
export const labels: Codec = {
  name: 'labels',
  kind: 'structure',
  reads: 'text',
  needs: { each: '.' },
  readsAnyWord: true,
  givesNoValues: true,
  open({ content }) {
    if (!content.isText || content.length < 2 * SHORTEST || content.length > 254) return NOTHING;
    if (!NAME.test(content.text)) return NOTHING;
    const all = content.text.replace(/\.$/, '').split('.').slice(0, -1);
    const layers: Layer[] = [];
    for (const [at, label] of all.entries())
      if (label.length >= SHORTEST) layers.push(layerOf(`label[${at}]`, label));
    let filled = 0;
    while ((all[filled] ?? '').length >= FILLED) filled++;
    for (let end = Math.max(filled, 1) + 1; filled > 0 && end > 1; end--)
      if (end < all.length) layers.push(layerOf(`labels[0-${end - 1}]`, all.slice(0, end).join('')));

    return { layers };
  },
};

function layerOf(step: string, text: string): Layer {
  return { step, content: Content.ofText(text), offset: 0, sure: true };
}
