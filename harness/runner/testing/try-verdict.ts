import { parseArgs } from 'node:util';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { truthFor } from '../../model/browser.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Reason } from '../../model/verdict.ts';
import { createSinkAuthority, readSources } from '../../simulator/testing/tried-browser.ts';
import { decide } from '../../verdict/index.ts';
import { readTables } from '../tables.ts';
import { playCase } from './played-case.ts';

/**
 * `node --import tsx harness/runner/testing/try-verdict.ts [--verbose] [--pages N] [--search] DIR...`: plays the script of each
 * simulated browser through a case without a handset, and prints the verdict that a real case would probably get. `--pages`: how
 * many pages are visited privately, 3 by default. `--search`: search with Google before the visits. `--verbose` prints the reasons'
 * sentences. The exit code is 3 if a script has an error, and 1 if a verdict differs from the `truth` in `browser.json`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    verbose: { type: 'boolean' },
    pages: { type: 'string', default: '3' },
    search: { type: 'boolean', default: false },
  },
});
const tables = await readTables(DEFAULT_BUDGET);
const authority = createSinkAuthority();
for (const dir of positionals) {
  const sources = await readSources(dir);
  const { evidence, failures } = await playCase(sources, {
    pages: Number(values.pages),
    searches: values.search,
    authority,
    tables,
  });
  const { verdict, reasons } = decide(evidence, tables.policy);
  const truth = truthFor(sources.declaration.truth, values.search ? 'search' : 'visit-typed', 'private');
  const missing = truth?.reasons.filter((code) => !reasons.some((reason) => reason.code === code)) ?? [];
  const isExpected = truth === undefined || (truth.rooted === verdict && missing.length === 0);
  const codes = [...new Set(reasons.filter(isDeciding).map(({ code }) => code))];
  const line = [
    nameOfRelease(sources.declaration),
    verdict,
    codes.join(' '),
    isExpected ? '' : `DIFFERS from truth: ${truth.rooted} ${truth.reasons.join(' ')}`,
  ];
  process.stdout.write(`${line.filter((part) => part !== '').join('  ')}\n`);
  if (values.verbose) for (const { code, text } of reasons) process.stdout.write(`    ${code}: ${text}\n`);
  for (const { place, error } of failures) process.stdout.write(`    error in ${place}: ${error}\n`);
  if (failures.length > 0) process.exitCode = 3;
  else if (!isExpected) process.exitCode ??= 1;
}

function isDeciding({ code }: Reason): boolean {
  return tables.policy.reasons.find((row) => row.code === code)?.weight !== 'notes';
}
