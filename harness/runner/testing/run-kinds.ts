import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../project.ts';
import { handsetKinds } from './handset-kinds.ts';
import { runOnKind } from './kind-outcomes.ts';
import { kindsRow, readKindsTable, withKindsTable } from './kinds-table.ts';
import { readDeclarations } from './proving-runs.ts';

/**
 * `npm run test:kinds:record [-- KIND...]`: runs a leaking release and the control on every kind of handset, or on those named.
 * Writes the row of each kind whose verdicts are those of `truth` into `docs/handsets.md`. The exit code is 1 if any differs.
 */
const PAGE = join(projectRoot, 'docs/handsets.md');
const declarations = readDeclarations();
const names = process.argv.slice(2);
const unknown = names.filter((name) => !handsetKinds.some((kind) => kind.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No kind of handset is named ${unknown.join(', ')}. There are: ${handsetKinds.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(3);
}
for (const kind of handsetKinds.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const differences = await runOnKind(kind, declarations);
  process.stdout.write(
    `${kind.name}: ${differences.length === 0 ? 'as declared' : differences.join('\n  ')}\n`,
  );
  if (differences.length > 0) process.exitCode = 1;
  const page = await readFile(PAGE, 'utf8');
  const rows = readKindsTable(page);
  if (differences.length === 0) rows.set(kind.name, kindsRow(kind, declarations));
  else rows.delete(kind.name);
  await writeFile(PAGE, withKindsTable(page, rows, handsetKinds));
}
