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
    const matches = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

    it('names existing scripts of package.json', () => {
      const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
        scripts: Record<string, string>;
      };
      assert.deepEqual(
        matches(/npm run (?:-s )?([\w:-]+)/g).filter((name) => !(name in scripts)),
        [],
      );
    });

    it('names existing commands and options of leakgate', () => {
      const wrong = matches(/(?:npx leakgate|`leakgate) ([^\n`#]*)/g).filter((line) => !isKnown(line));
      assert.deepEqual(wrong, []);
    });

    it('names existing files', () => {
      const tracked =
        /(?<![\w./])((?:harness|bin|bench|specs|docs|apks|\.ci)\/[\w./-]+\.(?:ts|mjs|js|json|yaml|md|txt|apk))\b/g;
      const paths = matches(tracked).filter((path) => !/RUN|NAME|CASE/.test(path));
      assert.deepEqual(
        paths.filter((path) => !existsSync(join(PROJECT, path))),
        [],
      );
    });

    it('links to existing files', () => {
      const links = matches(/\]\((?!https?:)([^)#]+)\)/g);
      assert.deepEqual(
        links.filter((link) => !existsSync(resolve(PROJECT, document, '..', link))),
        [],
      );
    });
  });

const program = createProgram(() => undefined);

/** Whether a command line begins with an existing command and uses only its options. */
function isKnown(line: string): boolean {
  const words = line.trim().split(/\s+/);
  let command: Command | undefined = program.commands.find((each) => each.name() === words[0]);
  if (!command) return words[0] === '--help';
  const inner = command.commands.find((each) => each.name() === words[1]);
  command = inner ?? command;
  const known = ['--help', ...command.options.map(({ long }) => long)];

  return words.filter((word) => word.startsWith('--')).every((word) => known.includes(word));
}
