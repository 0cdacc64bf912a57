import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isKnownCommand } from './documents/known-command.ts';

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
      const wrong = matches(/(?:npx leakgate|`leakgate) ([^\n`#]*)/g).filter((line) => !isKnownCommand(line));
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
