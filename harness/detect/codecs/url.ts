import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { pairsOf } from './form.ts';
import { layersOfNumberedFields } from './numbered-fields.ts';

/** A text that is one URL: its query fields, path segments and fragment. */
export const url: Codec = {
  name: 'url',
  kind: 'structure',
  reads: 'text',
  needs: { each: '/' },
  givesNoValues: true,
  open({ content }) {
    if (!content.isText || content.length > 65_536) return NOTHING;
    const match = /^([a-z][a-z0-9+.-]*:)?\/\/[^\s/?#]+((?:\/[^\s?#]*)?)(\?[^\s#]*)?(#\S*)?$/i.exec(
      content.text,
    );
    if (!match) return NOTHING;
    const [, , path = '', query = '', fragment = ''] = match;
    const beforePath = content.text.length - path.length - query.length - fragment.length;
    const layers: Layer[] = [];
    for (const [index, segment] of path.split('/').entries())
      if (segment.length >= 8) layers.push(layer(`path[${index}]`, segment, beforePath));
    if (query.length > 1) {
      const pairs = pairsOf(query, 'query');
      layers.push(...pairs, ...layersOfNumberedFields(pairs));
    }
    if (fragment.length > 8)
      layers.push(layer('fragment', fragment.slice(1), content.text.length - fragment.length));

    return { layers };
  },
};

function layer(step: string, text: string, offset: number): Layer {
  return { step, content: Content.ofText(text), offset, sure: true };
}
