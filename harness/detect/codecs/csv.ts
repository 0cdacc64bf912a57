import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { LONGEST_ELEMENT, layersOfElements, MOST } from './elements.ts';

const SHORTEST = 8;
const OPENING = /(?:^|[,;\t])"/gm;
/** A cell of a line, in quotes or not. */
const CELL = /(?:^|[,;\t])(?:"([^"]*(?:""[^"]*)*)"|([^,;\t]*))/g;
const CLOSED = /[,;\t\r\n]|$/my;

/** CSV and TSV. Gives quoted cells without their doubled quotes, and unquoted cells of each line. */
export const csv: Codec = {
  name: 'csv',
  kind: 'structure',
  reads: 'text',
  needs: { each: '\n' },
  open({ content, mimeType }) {
    if (!content.isText || content.length < 16) return NOTHING;
    const announced = mimeType === 'text/csv' || mimeType === 'text/tab-separated-values';
    const { text } = content;
    if (!announced && !looksLikeTable(text)) return NOTHING;
    const layers: Layer[] = [];
    OPENING.lastIndex = 0;
    for (let opening = OPENING.exec(text); opening; opening = OPENING.exec(text)) {
      const from = OPENING.lastIndex;
      const to = endOfCell(text, from);
      if (to < 0) continue;
      add(layers, text.slice(from, to).replaceAll('""', '"'), opening.index);
      OPENING.lastIndex = to + 1;
    }
    let at = 0;
    for (const cell of text.split(/[,;\t\r\n]/)) {
      if (!cell.includes('"')) add(layers, cell, at);
      at += cell.length + 1;
    }

    return { layers: [...layers, ...columnsOf(text)] };
  },
};

/** The lists of symbols in the columns, with and without the first line, which can have names. */
function columnsOf(text: string): Layer[] {
  const lines = text
    .split(/\r?\n/, MOST)
    .map((line) =>
      [...line.matchAll(CELL)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? ''),
    );
  const columns = (lines[0] ?? []).map((_, column) =>
    lines.map((cells) => cells[column] ?? '').filter((cell) => cell !== ''),
  );

  return columns.flatMap((cells, column) =>
    cells.every((cell) => cell.length <= LONGEST_ELEMENT)
      ? [cells, cells.slice(1)].flatMap((each) => layersOfElements(`column[${column}]`, each, 0))
      : [],
  );
}

/**
 * Index of the closing quote of a cell; -1 if no separator follows it. Two quotes in a row are an escaped
 * quote.
 */
function endOfCell(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  CLOSED.lastIndex = end + 1;

  return end >= 0 && CLOSED.test(text) ? end : -1;
}

/** Whether the first two lines have the same number of cells, at least three, and are not like JSON or XML. */
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
