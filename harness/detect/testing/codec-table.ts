import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codecs } from '../codecs/index.ts';

/**
 * The table in docs/detection.md: every codec in order, with the first sentence of its doc comment. `node --import tsx
 * harness/detect/testing/codec-table.ts` prints it.
 */
export async function codecTable(): Promise<string[]> {
  const folder = join(import.meta.dirname, '../codecs');
  const sentences = new Map<unknown, string>();
  for (const file of readdirSync(folder).filter((each) => /^[\w-]+\.ts$/.test(each))) {
    const source = readFileSync(join(folder, file), 'utf8');
    const exported: Record<string, unknown> = await import(join(folder, file));
    for (const [, comment = '', variable = ''] of source.matchAll(DOCUMENTED))
      sentences.set(exported[variable], sentenceOf(comment));
  }

  return codecs.map((codec) => {
    const sentence = sentences.get(codec);
    if (!sentence) throw new Error(`the codec ${codec.name} (${codec.kind}) has no doc comment`);

    return `| \`${codec.name}\` | ${codec.kind} | ${sentence} |`;
  });
}

const DOCUMENTED = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export const (\w+): Codec\b/g;

/** The first sentence of a comment, on one line. */
function sentenceOf(comment: string): string {
  const text = comment
    .replaceAll(/^\s*\* ?/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

  return (/^.*?\.(?= [A-Z]|$)/.exec(text)?.[0] ?? text).replaceAll('|', '\\|');
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${(await codecTable()).join('\n')}\n`);
