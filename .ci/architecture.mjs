import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cruiseFiles, filesOf, importsOf } from './rooms/cruise.mjs';
import { pictureOf } from './rooms/picture.mjs';

// `npm run architecture` draws the rooms into docs/architecture.md; with --check it ends with 1 where the picture there is another.
const project = dirname(import.meta.dirname);
const file = join(project, 'docs/architecture.md');
const imports = importsOf(await cruiseFiles(project, await filesOf(project), []));
const document = await readFile(file, 'utf8');
const updated = document.replace(/(?<=```mermaid\n)[^`]*(?=\n```)/, () => pictureOf(imports));

if (!process.argv.includes('--check')) await writeFile(file, updated);
else if (updated !== document || !document.includes('```mermaid\n')) {
  console.error(
    'docs/architecture.md: the picture does not match the imports of the code; run `npm run architecture`',
  );
  process.exitCode = 1;
}
