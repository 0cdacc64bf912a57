import { parseSync } from '@swc/core';

/**
 * A text that a person reads. `line` counts from 1. A value that the program inserts is written `{}` in `text`, and its
 * source is in `inserted`.
 * @typedef {{ line: number, kind: 'message' | 'comment', text: string, inserted: string[] }} Text
 */

/** @typedef {{ start: number, end: number }} Span */
/** @typedef {{ type: string, span: Span } & Record<string, unknown>} Node */
/** @typedef {{ bytes: Buffer, root: Node, lineOf: (offset: number) => number }} Source */

const LITERALS = new Set(['StringLiteral', 'TemplateLiteral']);
/** Where `//` and `/*` begin no comment. A template's inserted expressions may hold comments; its fixed parts may not. */
const WITHOUT_COMMENTS = new Set(['StringLiteral', 'TemplateElement', 'RegExpLiteral']);
/** What is spelled as a string without being a text: paths of imports, and literal types. */
const NOT_TEXTS = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'TsLiteralType',
  'TsImportType',
]);

/**
 * The texts and comments of a TypeScript or JavaScript file, in the order of their lines. Literals joined by `+` are one
 * text, and so are line comments on consecutive lines.
 * @param {string} source
 * @returns {Text[]}
 */
export function textsOfSource(source) {
  const parsed = parse(source);

  return [...messagesOf(parsed), ...commentsOf(parsed)].sort((a, b) => a.line - b.line);
}

/**
 * swc counts bytes. The semicolon in front shows where its count begins: without it, a leading comment hides that.
 * @param {string} source
 * @returns {Source}
 */
function parse(source) {
  const text = source.replace(/^#!.*/, (line) => ' '.repeat(Buffer.byteLength(line)));
  const root = /** @type {Node} */ (
    /** @type {unknown} */ (
      parseSync(`;${text}`, { syntax: 'typescript', target: 'es2022', decorators: true })
    )
  );
  const base = root.span.start + 1;
  for (const node of nodesOf(root)) node.span = { start: node.span.start - base, end: node.span.end - base };
  const bytes = Buffer.from(text);

  return { bytes, root, lineOf: lineCounter(bytes) };
}

/** @param {Buffer} bytes */
function lineCounter(bytes) {
  const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([offset]) => offset);

  return (/** @type {number} */ offset) => {
    const line = ends.findIndex((end) => end >= offset);

    return (line < 0 ? ends.length : line) + 1;
  };
}

/**
 * @param {unknown} value
 * @param {(node: Node) => boolean} [isSkipped] nodes that are left out with all that is in them
 * @returns {Generator<Node>}
 */
function* nodesOf(value, isSkipped = () => false) {
  if (typeof value !== 'object' || value === null) return;
  const isNode = 'type' in value && 'span' in value;
  if (isNode && isSkipped(/** @type {Node} */ (value))) return;
  if (isNode) yield/** @type {Node} */ (value);
  for (const [name, each] of Object.entries(value)) if (name !== 'span') yield* nodesOf(each, isSkipped);
}

/**
 * @param {Source} source
 * @returns {Text[]}
 */
function messagesOf({ root, bytes, lineOf }) {
  /** @type {Text[]} */
  const texts = [];
  /** Literals that are part of a text already. @type {Set<Node>} */
  const used = new Set();
  for (const node of nodesOf(root, ({ type }) => NOT_TEXTS.has(type))) {
    if (used.has(node)) continue;
    const isSum = node.type === 'BinaryExpression' && node['operator'] === '+';
    if (!isSum && !LITERALS.has(node.type)) continue;
    const pieces = piecesOf(node, bytes, used);
    if (pieces.some(({ fixed }) => fixed))
      texts.push({
        line: lineOf(node.span.start),
        kind: 'message',
        text: pieces.map(({ fixed, text }) => (fixed ? text : '{}')).join(''),
        inserted: pieces.filter(({ fixed }) => !fixed).map(({ text }) => text),
      });
  }

  return texts;
}

/**
 * The fixed and the inserted parts of a literal or of a sum of literals.
 * @param {Node} node
 * @param {Buffer} bytes
 * @param {Set<Node>} used
 * @returns {{ fixed: boolean, text: string }[]}
 */
function piecesOf(node, bytes, used) {
  if (node.type === 'BinaryExpression' && node['operator'] === '+') {
    used.add(node);
    const sides = /** @type {Node[]} */ ([node['left'], node['right']]);

    return sides.flatMap((side) => piecesOf(side, bytes, used));
  }
  if (node.type === 'StringLiteral') {
    used.add(node);

    return [{ fixed: true, text: String(node['value']) }];
  }
  if (node.type === 'TemplateLiteral') {
    used.add(node);
    const inserted = /** @type {Node[]} */ (node['expressions'] ?? node['types'] ?? []);
    const quasis = /** @type {Node[]} */ (node['quasis']);

    return quasis.flatMap((quasi, index) => {
      const after = inserted[index];
      const fixed = { fixed: true, text: String(quasi['cooked'] ?? quasi['raw']) };

      return after ? [fixed, { fixed: false, text: sourceOf(after, bytes) }] : [fixed];
    });
  }

  return [{ fixed: false, text: sourceOf(node, bytes) }];
}

/**
 * @param {Node} node
 * @param {Buffer} bytes
 */
function sourceOf({ span }, bytes) {
  return bytes.subarray(span.start, span.end).toString();
}

/**
 * @param {Source} source
 * @returns {Text[]}
 */
function commentsOf({ root, bytes, lineOf }) {
  const masked = Buffer.from(bytes);
  for (const { type, span } of nodesOf(root))
    if (WITHOUT_COMMENTS.has(type)) masked.fill('x', span.start, span.end);
  /** @type {(Text & { lines: number, isOwnLine: boolean })[]} */
  const comments = [];
  // latin1 has one character a byte, so that what is found has the offsets of the file.
  for (const { 0: found, index } of masked.toString('latin1').matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g)) {
    const line = lineOf(index);
    const text = withoutMarks(bytes.subarray(index, index + found.length).toString());
    const isOwnLine = /(^|\n)[ \t]*$/.test(
      masked.subarray(Math.max(0, index - 200), index).toString('latin1'),
    );
    const last = comments.at(-1);
    if (found.startsWith('//') && isOwnLine && last?.isOwnLine && last.line + last.lines === line) {
      last.text += `\n${text}`;
      last.lines += 1;
    } else
      comments.push({
        line,
        kind: 'comment',
        text,
        inserted: [],
        lines: 1,
        isOwnLine: isOwnLine && found.startsWith('//'),
      });
  }

  return comments.map(({ line, kind, text, inserted }) => ({ line, kind, text, inserted }));
}

/**
 * A comment without its marks, and without the tags of JSDoc that are types alone.
 * @param {string} comment
 */
function withoutMarks(comment) {
  return comment
    .replace(/^\/\/+ ?|^\/\*+|\*\/$/g, '')
    .replaceAll(/^[ \t]*\* ?/gm, '')
    .replaceAll(/@typedef[\s\S]*$|@(type|returns?|param|import|template) *(\{.*\})?.*/g, '')
    .trim();
}
