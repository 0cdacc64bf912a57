/** Every module that one of our processes starts from. bin/program.mjs names the commands.
 * @type {readonly [entry: string, format: import('./bundle.mjs').Format][]} */
export const ENTRIES = [
  ['harness/cli/apks.ts', 'cjs'],
  ['harness/cli/audit.ts', 'cjs'],
  ['harness/cli/ca.ts', 'cjs'],
  ['harness/cli/compare.ts', 'cjs'],
  ['harness/cli/doctor.ts', 'cjs'],
  ['harness/cli/experiment.ts', 'cjs'],
  ['harness/cli/gate.ts', 'cjs'],
  ['harness/cli/handset.ts', 'cjs'],
  ['harness/cli/inspect.ts', 'cjs'],
  ['harness/cli/night.ts', 'cjs'],
  ['harness/cli/pack.ts', 'cjs'],
  ['harness/cli/report.ts', 'cjs'],
  ['harness/cli/restore.ts', 'cjs'],
  ['harness/cli/run.ts', 'cjs'],
  ['harness/cli/scan.ts', 'cjs'],
  ['harness/cli/schema.ts', 'cjs'],
  ['harness/cli/try.ts', 'cjs'],
  ['harness/cli/verify.ts', 'cjs'],
  ['harness/cli/wdio.ts', 'cjs'],
  ['harness/runner/index.ts', 'esm'],
];
