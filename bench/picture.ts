// `npm run picture -- RUN [--out FILE] [--width PX] [--height PX] [--dark]`: a picture of the top of a run's page, from headless
// Chromium. By default it becomes docs/result.png, which the README shows. In place of a run, any page on the disk can be named.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startPageBrowser } from '../harness/simulator/testing/page-browser.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: resolve(import.meta.dirname, '../docs/result.png') },
    width: { type: 'string', default: '1440' },
    height: { type: 'string', default: '1000' },
    dark: { type: 'boolean', default: false },
  },
});
const [run = ''] = positionals;
const page = resolve(run.endsWith('.html') ? run : join(run, 'index.html'));
const [width, height] = [Number(values.width), Number(values.height)];
if (run === '') exitWith('name the folder of a run: npm run picture -- reports/RUN');
if (!existsSync(page)) exitWith(`${page} does not exist; name the folder of a run that has ended`);
if (!(width > 0 && height > 0)) exitWith('--width and --height are numbers of pixels');

const work = await mkdtemp(join(tmpdir(), 'leakgate-picture-'));
const browser = startPageBrowser(work);
try {
  const opened = await browser.open(page, { width, dark: values.dark });
  await writeFile(values.out, await opened.picture(height));
  console.error(`written: ${relative(process.cwd(), values.out)}`);
} finally {
  await browser.close();
  await rm(work, { recursive: true, force: true });
}

function exitWith(message: string): never {
  console.error(message);
  process.exit(3);
}
