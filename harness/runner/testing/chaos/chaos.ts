import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../project.ts';
import { allCells, nameOfCell } from './matrix.ts';
import { openResults, summaryOf, withoutEffect } from './results.ts';
import { runMatrix } from './run-matrix.ts';

/**
 * `npm run test:chaos [-- --only TEXT] [--handsets N] [--fresh] [--minutes N]`: every fault at every moment of a case. A run that is
 * interrupted, or that ends after `--minutes`, is continued by the next one of the same sources, unless `--fresh` is given. The exit
 * code is 1 if a cell was wrong or is missing. Folders of runs in which something was wrong are kept in `leakgate-chaos` in the
 * system's temporary folder.
 */
const SPEED = 60;
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    handsets: { type: 'string', default: '3' },
    minutes: { type: 'string' },
    fresh: { type: 'boolean', default: false },
  },
});
const cells = allCells().filter(
  (cell) => !values.only || values.only.some((text) => nameOfCell(cell).includes(text)),
);
const key = values.fresh ? String(Date.now()) : sourcesDigest();
const results = openResults(join(tmpdir(), 'leakgate-chaos.json'), key);
const from = performance.now();
await runMatrix({
  cells,
  handsets: Number(values.handsets),
  speed: SPEED,
  results,
  keepIn: join(tmpdir(), 'leakgate-chaos'),
  ...(values.minutes !== undefined && { limitMs: Number(values.minutes) * 60_000 }),
  print: (line) => void process.stdout.write(`${line}\n`),
});
const names = new Set(cells.map(nameOfCell));
const ran = results.all().filter(({ cell }) => names.has(cell));
process.stdout.write(
  `${summaryOf(ran, cells.length)}, in ${Math.round((performance.now() - from) / 60_000)} min\n`,
);
const isWrong = ran.some(({ wrong }) => wrong.length > 0) || withoutEffect(ran).length > 0;
process.exitCode = ran.length < cells.length || isWrong ? 1 : 0;

/** SHA-256 of everything that a result depends on: sources, tables and packages. */
function sourcesDigest(): string {
  const hash = createHash('sha256');
  const files = readdirSync(join(projectRoot, 'harness'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:ts|yaml|js)$/.test(file) && !file.endsWith('.test.ts'))
    .toSorted();
  for (const file of ['../package-lock.json', ...files])
    hash.update(file).update(readFileSync(join(projectRoot, 'harness', file)));

  return hash.digest('hex');
}
