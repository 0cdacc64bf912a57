import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

/** Characters. A shorter label is a name. */
const SHORTEST = 12;

/**
 * The host of a URL: each label that is long enough to carry data, and all such labels joined, without and with the label
 * behind them (as in DNS tunnels).
 */
export const hostLabels: Codec = {
  name: 'host',
  kind: 'structure',
  reads: 'text',
  needs: { each: ':/.' },
  format: 'url',
  readsAnyWord: true,
  givesNoValues: true,
  readsAgain: true,
  open({ content }) {
    if (content.length < SHORTEST || content.length > 65_536 || !content.isText) return NOTHING;
    const match = /^[a-z][a-z0-9+.-]*:\/\/((?:[\w-]{1,63}\.){2,}[\w-]{2,63})\.?(?:[:/?#]|$)/i.exec(
      content.text,
    );
    const labels = match?.[1]?.split('.') ?? [];
    const carriers = labels.slice(0, -2);
    const isLong = (label: string) => label.length >= SHORTEST;
    const values = carriers.filter(isLong);
    const layers = values.map((label, index): Layer => layer(`label[${index}]`, label, content));
    if (values.length > 1) layers.push(layer('labels', values.join(''), content));
    const last = carriers[carriers.findLastIndex(isLong) + 1];
    if (values.length > 0 && last !== undefined)
      layers.push(layer('labels', values.join('') + last, content));

    return { layers };
  },
};

function layer(step: string, text: string, content: Content): Layer {
  return { step, content: Content.ofText(text), offset: Math.max(0, content.text.indexOf(text)), sure: true };
}
