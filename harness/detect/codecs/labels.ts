import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

/** At least three labels, so that one of them can be chosen freely. */
const NAME = /^(?:[a-z0-9_-]{1,63}\.){2,}[a-z0-9-]{2,63}\.?$/i;
/** Characters. A shorter label cannot carry a value alone. */
const SHORTEST = 8;
/** Characters. A value that is split over labels fills each label at least this far. */
const FILLED = 16;

/**
 * A text that is one host name, as in a DNS lookup: each long label, and the long labels at its start
 * joined (as in DNS tunnels).
 */
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
