import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

/**
 * NDJSON and other formats with one event a line: each line that is JSON or has a long word, labelled with
 * its line number.
 */
export const lines: Codec = {
  name: 'lines',
  kind: 'structure',
  reads: 'text',
  needs: { each: '\n', first: 'd[{"' },
  staysInMessage: true,
  open({ content }) {
    if (!content.isText || !/^\s*(?:data: ?)?[[{"]/.test(content.text) || !content.text.includes('\n'))
      return NOTHING;
    const layers: Layer[] = [];
    const bodyLayers: Layer[] = [];
    let at = 0;
    for (const [index, line] of content.text.split('\n').entries()) {
      const body = line.replace(/^\s*data: ?/, '').trim();
      if (/^[[{"].*[\]}"]$/.test(body))
        layers.push({ step: `lines[${index}]`, content: Content.ofText(body), offset: at, sure: true });
      else if (hasLongWord(body))
        bodyLayers.push({ step: `lines[${index}]`, content: Content.ofText(body), offset: at, sure: true });
      at += line.length + 1;
    }

    return { layers: layers.length > 1 ? [...layers, ...bodyLayers] : [] };
  },
};

/** Characters of a long word. */
const SHORTEST_LONG = 20;
const LONG_WORD = new RegExp(`[^\\s"'<>,;:{}[\\]]{${SHORTEST_LONG}}`);

/** Whether text outside a format's values can still contain a value. */
export function hasLongWord(text: string): boolean {
  return text.length >= SHORTEST_LONG && LONG_WORD.test(text);
}
