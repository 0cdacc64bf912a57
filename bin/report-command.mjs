/**
 * The command that writes reports.
 * @param {import('commander').Command} program
 * @param {import('./program.mjs').AddCommand} command
 * @param {import('./program.mjs').Call} call
 */
export function addReport(program, command, call) {
  command(program, 'report [run]', 'Write the reports of a run (default: the latest)', [
    'leakgate report --open',
    'leakgate report reports/20261122T101500Z-3f2a',
    'leakgate report reports/20261122T101500Z-3f2a --redact --out bundle',
    'leakgate report --history history/history.json',
    'leakgate report bundle --single-file',
  ])
    .option('--open', 'serve the Allure report on 127.0.0.1 and open it')
    .option('--redact', "write a bundle for publication, without the tester's own values")
    .option('--out <DIR>', 'folder to write the bundle to; only with --redact')
    .option('--single-file', 'write only one page with the evidence of the failures inside, for a mail')
    .option('--with-screens', 'include screenshots in the bundle; they are not redacted')
    .option(
      '--history <FILE>',
      'read the results of earlier runs from this file, show since when a release leaks, and add this run to it',
    )
    .option('--json', 'print as JSON the paths of the reports, or with --redact a list of what was redacted')
    .action(call('report', 'report', ([run, options]) => [run, options]));
}
