import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { layersOfNumberedFields } from './numbered-fields.ts';

/** A `Cookie` header: each value, labelled with the cookie's name; escapes are kept. */
export const cookie: Codec = {
  name: 'cookie',
  kind: 'structure',
  reads: 'text',
  needs: { each: '=;' },
  staysInMessage: true,
  open({ content }) {
    if (
      !content.isText ||
      content.length > 65_536 ||
      !/^[\w.$!~-]+=[^;]*(; ?[\w.$!~-]+=[^;]*)+;?$/.test(content.text)
    )
      return NOTHING;
    const layers: Layer[] = [];
    let at = 0;
    for (const pair of content.text.split(';')) {
      const equals = pair.indexOf('=');
      const value = pair.slice(equals + 1);
      if (equals > 0 && value !== '')
        layers.push({
          step: `cookie:${pair.slice(0, equals).trim()}`,
          content: Content.ofText(value),
          offset: at + equals + 1,
          sure: true,
        });
      at += pair.length + 1;
    }

    return { layers: [...layers, ...layersOfNumberedFields(layers)] };
  },
};
