import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { decodeEntities } from './html-entities.ts';

const TAG = /<(?:!\[CDATA\[([^]*?)\]\]>|!--([^]*?)-->|([^<>]*)>)/g;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const SHORTEST = 4;

/** XML and HTML: texts, CDATA sections and attributes by the name of their element, with entities taken off. */
export const xml: Codec = {
  name: 'xml',
  kind: 'structure',
  reads: 'text',
  open({ content, mimeType }) {
    if (!content.isText || content.length < 8) return [];
    const { text } = content;
    if (!mimeType.includes('xml') && !/^\s*<[?!a-z]/i.test(text.slice(0, 256))) return [];
    if (!text.includes('>')) return [];

    return piecesOf(text);
  },
};

function piecesOf(text: string): Layer[] {
  const layers: Layer[] = [];
  const add = (name: string, value: string, offset: number) => {
    const plain = value.trim();
    if (plain.length >= SHORTEST)
      layers.push({ step: `xml:${name}`, content: Content.ofText(plain), offset, sure: true });
  };
  let element = '';
  let from = 0;
  for (const tag of text.matchAll(TAG)) {
    add(element, decodeEntities(text.slice(from, tag.index)), from);
    const [all, cdata, comment, inner] = tag;
    from = tag.index + all.length;
    if (cdata !== undefined) add(element, cdata, tag.index);
    else if (comment !== undefined) add('comment', comment, tag.index);
    else if (inner !== undefined && !inner.startsWith('/')) {
      element = /^[^\s/]*/.exec(inner)?.[0] ?? '';
      for (const [, name, double, single] of inner.matchAll(ATTRIBUTE))
        add(`${element}@${name}`, decodeEntities(double ?? single ?? ''), tag.index);
    }
  }
  add(element, decodeEntities(text.slice(from)), from);

  return layers;
}
