import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';

const SHORTEST = 8;
const QUOTED = /(?:^|[,;\t])"((?:[^"]|"")*)"(?=[,;\t\r\n]|$)/gm;

/** CSV and TSV: cells that are quoted, with their doubled quotes taken off; of plain tables, the cells of each line. */
export const csv: Codec = {
  name: 'csv',
  kind: 'structure',
  reads: 'text',
  open({ content, mimeType }) {
    if (!content.isText || content.length < 16) return [];
    const announced = mimeType === 'text/csv' || mimeType === 'text/tab-separated-values';
    const { text } = content;
    if (!announced && !looksLikeTable(text)) return [];
    const layers: Layer[] = [];
    for (const match of text.matchAll(QUOTED))
      add(layers, (match[1] ?? '').replaceAll('""', '"'), match.index);
    let at = 0;
    for (const cell of text.split(/[,;\t\r\n]/)) {
      if (!cell.includes('"')) add(layers, cell, at);
      at += cell.length + 1;
    }

    return layers;
  },
};

/** Two first lines of three cells or more, as many in both, and no other format's beginning. */
function looksLikeTable(text: string): boolean {
  if (/^\s*[[{<"]?[[{<]/.test(text)) return false;
  const bare = text.slice(0, 65_536).replaceAll(/"(?:[^"]|"")*"/g, '""');
  const [first, second] = bare.split(/\r?\n/, 2);
  const cells = (line = '') => line.split(/[,;\t]/).length;

  return second !== undefined && second !== '' && cells(first) >= 3 && cells(first) === cells(second);
}

function add(layers: Layer[], cell: string, offset: number): void {
  if (cell.length >= SHORTEST)
    layers.push({ step: `csv[${layers.length}]`, content: Content.ofText(cell), offset, sure: true });
}
