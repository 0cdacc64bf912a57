import { parseDocument, visit, LineCounter, isScalar } from 'yaml';

/** @typedef {{ line: number, kind: 'message' | 'comment', text: string, inserted: string[] }} Text */

/**
 * The prose of a Markdown file: a text for each paragraph, list item, table cell and heading. Code blocks are left out.
 * @param {string} markdown
 * @returns {Text[]}
 */
export function textsOfMarkdown(markdown) {
  /** @type {Text[]} */
  const texts = [];
  let isCode = false;
  let isOpen = false;
  for (const [index, line] of markdown.split('\n').entries()) {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) isCode = !isCode;
    if (isFence || isCode || line.trim() === '' || /^\s*<!--.*-->\s*$/.test(line)) {
      isOpen = false;
      continue;
    }
    const add = (/** @type {string} */ text) =>
      texts.push({ line: index + 1, kind: 'message', text, inserted: [] });
    if (/^\s*\|/.test(line)) {
      for (const cell of line.split(/(?<!\\)\|/)) if (/[a-z]/i.test(cell)) add(cell.trim());
      isOpen = false;
    } else if (/^\s*([-*+]|\d+\.|#+|>)\s/.test(line) || !isOpen) {
      add(line.replace(/^\s*([-*+]|\d+\.|#+|>)\s+/, '').trim());
      isOpen = !/^\s*#/.test(line);
    } else {
      const last = texts.at(-1);
      if (last) last.text += ` ${line.trim()}`;
    }
  }

  return texts;
}

/**
 * The values of `sentence` in a table, with its placeholders as `{}`.
 * @param {string} yaml
 * @returns {Text[]}
 */
export function textsOfTable(yaml) {
  const lines = new LineCounter();
  /** @type {Text[]} */
  const texts = [];
  visit(parseDocument(yaml, { lineCounter: lines }), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'sentence' || !isScalar(value) || !value.range) return;
      const text = String(value.value);
      texts.push({
        line: lines.linePos(value.range[0]).line,
        kind: 'message',
        text: text.replaceAll(/\{\w+\}/g, '{}'),
        inserted: [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
      });
    },
  });

  return texts;
}
