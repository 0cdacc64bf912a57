import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../bin/program.mjs';

const PROJECT = resolve(import.meta.dirname, '..');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'apks/README.md',
  'reports/README.md',
  ...readdirSync(join(PROJECT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

for (const document of DOCUMENTS)
  describe(document, () => {
    const text = readFileSync(join(PROJECT, document), 'utf8');
    const all = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

    it('names scripts of package.json that are there', () => {
      const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
        scripts: Record<string, string>;
      };
      assert.deepEqual(
        all(/npm run (?:-s )?([\w:-]+)/g).filter((name) => !(name in scripts)),
        [],
      );
    });

    it('names commands and options of leakgate that are there', () => {
      const wrong = all(/(?:npx leakgate|`leakgate) ([^\n`#]*)/g).filter((line) => !isKnown(line));
      assert.deepEqual(wrong, []);
    });

    it('names files that are there', () => {
      const tracked =
        /(?<![\w./])((?:harness|bin|bench|specs|docs|apks|\.ci)\/[\w./-]+\.(?:ts|mjs|js|json|yaml|md|txt|apk))\b/g;
      const paths = all(tracked).filter((path) => !/RUN|NAME|CASE/.test(path));
      assert.deepEqual(
        paths.filter((path) => !existsSync(join(PROJECT, path))),
        [],
      );
    });

    it('links to what is there', () => {
      const links = all(/\]\((?!https?:)([^)#]+)\)/g);
      assert.deepEqual(
        links.filter((link) => !existsSync(resolve(PROJECT, document, '..', link))),
        [],
      );
    });
  });

const program = createProgram(() => undefined);

/** Whether the words of a command line begin with a command, and each option among them is one of that. */
function isKnown(line: string): boolean {
  const words = line.trim().split(/\s+/);
  let command: Command | undefined = program.commands.find((each) => each.name() === words[0]);
  if (!command) return words[0] === '--help';
  const inner = command.commands.find((each) => each.name() === words[1]);
  command = inner ?? command;
  const known = ['--help', ...command.options.map(({ long }) => long)];

  return words.filter((word) => word.startsWith('--')).every((word) => known.includes(word));
}
