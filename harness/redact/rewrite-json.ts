import { readJsonStrings } from '../detect/formats.ts';
import type { Rewriter } from './rewriter.ts';

/** Rewrites every string and key of a JSON text; undefined where it is not JSON. Everything else stays unchanged. */
export function rewriteJson(text: string, inner: () => Rewriter): string | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  const changes: { from: number; to: number; text: string }[] = [];
  const end = readJsonStrings(text, ({ from, to }) => {
    const raw = text.slice(from, to);
    const value = unescaped(raw);
    if (value === undefined) return;
    const changed = inner().text(value);
    if (changed !== value) changes.push({ from, to, text: escaped(changed, raw) });
  });
  if (end === 'broken') return undefined;
  let rewritten = text;
  for (const change of changes.toReversed())
    rewritten = rewritten.slice(0, change.from) + change.text + rewritten.slice(change.to);

  return rewritten;
}

function unescaped(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return undefined; // Not a JSON string: left unchanged.
  }
}

/** A slash after a backslash that is not itself escaped. */
const ESCAPED_SLASH = /(?<!\\)(?:\\\\)*\\\//;

/** A value escaped like the old one: slashes as `\/` if they were, as Android's org.json writes them. */
function escaped(value: string, raw: string): string {
  const text = JSON.stringify(value).slice(1, -1);

  return ESCAPED_SLASH.test(raw) ? text.replaceAll('/', '\\/') : text;
}
