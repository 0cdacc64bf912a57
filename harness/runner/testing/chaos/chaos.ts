import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rulesDigest } from '../../rules.ts';
import { allCells, nameOfCell } from './matrix.ts';
import { openResults, summaryOf } from './results.ts';
import { runMatrix } from './run-matrix.ts';

/**
 * `npm run test:chaos [-- --only TEXT] [--handsets N] [--fresh]`: every fault at every moment of a case. A run that is interrupted is
 * continued by the next, unless `--fresh` is given. The exit code is 1 if a cell was wrong.
 */
const SPEED = 60;
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    handsets: { type: 'string', default: '3' },
    fresh: { type: 'boolean', default: false },
  },
});
const cells = allCells().filter(
  (cell) => !values.only || values.only.some((text) => nameOfCell(cell).includes(text)),
);
const key = values.fresh ? String(Date.now()) : await rulesDigest();
const results = openResults(join(tmpdir(), 'leakgate-chaos.json'), key);
const from = performance.now();
await runMatrix({
  cells,
  handsets: Number(values.handsets),
  speed: SPEED,
  results,
  print: (line) => void process.stdout.write(`${line}\n`),
});
const names = new Set(cells.map(nameOfCell));
const ran = results.all().filter(({ cell }) => names.has(cell));
process.stdout.write(
  `${summaryOf(ran, cells.length)}, in ${Math.round((performance.now() - from) / 60_000)} min\n`,
);
process.exitCode = ran.length < cells.length || ran.some(({ wrong }) => wrong.length > 0) ? 1 : 0;
