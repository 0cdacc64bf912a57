const SCAN_EXIT_CODES = `
Exit codes:
  0  Nothing was found.
  1  A canary was found, whatever else happened.
  2  Not decided: something was not read, not decoded, or is missing from the HAR.
  3  There was nothing to search, or a file could not be read to its end.`;

const EXPERIMENT_HELP = `
Each folder in the folder is a page, and each HAR in it is one block of visits to that page. File names must sort in
the order of recording, over all pages. A folder named "confirm" has the same page names, for other pages.

Exit codes:
  0  Nothing follows the page.
  1  Something follows the page.
  2  Not decided: too few blocks, pages that do not alternate, or something missing from a HAR.
  3  The folder is not an experiment, or a file could not be read.`;

/**
 * The commands that search recordings and evidence; they need no handset.
 * @param {import('commander').Command} program
 * @param {import('./program.mjs').AddCommand} command
 * @param {import('./program.mjs').Call} call
 */
export function addRecordings(program, command, call) {
  command(program, 'scan', 'Search recorded traffic for canaries; needs no phone', [
    'leakgate scan traffic.har --canaries canaries.json',
    'leakgate scan reports/*/cases/*/traffic.har --canaries canaries.json --json',
    'leakgate scan recordings/ more.har.gz --canaries canaries.json',
  ])
    .argument(
      '<file...>',
      'HARs of any program (also gzip or zstd), cases, and folders with HARs at any depth',
    )
    .addHelpText('after', SCAN_EXIT_CODES)
    .requiredOption('--canaries <FILE>', 'the canaries to search for')
    .option('--json', 'print the report as JSON')
    .action(call('scan', 'scan', ([files, options]) => [files, options]));

  command(
    program,
    'experiment <dir>',
    'Test whether anything in labelled recordings depends on the visited page',
    [
      'leakgate experiment recordings/ --own news.example',
      'leakgate experiment recordings/ --canaries canaries.json --json',
    ],
  )
    .addHelpText('after', EXPERIMENT_HELP)
    .option('--canaries <FILE>', "the pages' addresses; their hosts are left out")
    .option('--own <HOST...>', 'hosts of the pages and of what they load from their own site; left out')
    .option('--json', 'print the report as JSON')
    .action(call('experiment', 'experiment', ([dir, options]) => [dir, options]));

  command(program, 'verify <dir>', "Recompute a run's verdicts from its evidence", [
    'leakgate verify reports/20261122T101500Z-3f2a',
    'leakgate verify downloaded/run --digest sha256:4bb2...',
  ])
    .option('--digest <SHA256>', 'the expected digest of the run, from a report or a publication')
    .option('--json', 'print the comparison as JSON')
    .action(call('verify', 'verify', ([dir, options]) => [dir, options]));
}
