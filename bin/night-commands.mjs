import { parsePositive, parseWholeNumber } from './options.mjs';

const FOLDER = 'folder in which the steps of a night leave files for each other (default: night)';
const HISTORY = 'file that carries results from night to night (default: in the pages)';
const LISTS = 'separated by commas';

/**
 * The steps of a night in CI, in their order.
 * @param {import('commander').Command} night
 * @param {import('./program.mjs').AddCommand} command
 * @param {import('./program.mjs').Call} call
 */
export function addNight(night, command, call) {
  command(night, 'apks', 'Catalogue the APKs of a folder and list the releases whose APK is missing', [
    "leakgate night apks --from ~/apks --releases 'mint@>=3.4.0, chrome' --handsets avd:leakgate",
  ])
    .option('--from <DIR>', 'folder with APKs; those that are new in apks/ are catalogued in any case')
    .option('--releases <LIST>', `the releases of the night, ${LISTS} (default: all)`)
    .option('--handsets <LIST>', `the handsets of the night, ${LISTS} (default: sim)`)
    .action(call('night', 'apksOfNight', ([options]) => [options]));

  command(
    night,
    'branch-open',
    'Write the content of the branch with the pages and the history into a folder',
    ['leakgate night branch-open --branch leakgate-pages'],
  )
    .option('--remote <NAME>', 'a remote of this clone, or the address of a repository (default: origin)')
    .option('--branch <NAME>', 'the branch (default: leakgate-pages)')
    .option('--folder <DIR>', FOLDER)
    .action(call('night', 'openBranch', ([options]) => [options]));

  command(
    night,
    'run',
    'Run the suite, redact the run, and keep its exit code for the gate; a leak does not fail this step',
    ['leakgate night run --name mint --releases mint --handsets avd:leakgate --expectations expected.yaml'],
  )
    .option('--name <NAME>', 'name of the run, for a night of several runs (default: run)')
    .option('--releases <LIST>', `releases or ranges, ${LISTS} (default: all that the handset can run)`)
    .option('--scenarios <LIST>', `scenarios, ${LISTS} (default: all but those on request)`)
    .option('--modes <LIST>', `modes, ${LISTS} (default: private)`)
    .option('--handsets <LIST>', `handsets, ${LISTS} (default: sim)`)
    .option('--speed <S>', 'speed of the clock of a simulated handset (default: 40)', parsePositive)
    .option('--expectations <FILE>', 'the expected verdicts (default: apks/expectations.yaml)')
    .option('--history <FILE>', `${HISTORY}; only read`)
    .option('--folder <DIR>', FOLDER)
    .action(call('night', 'runOfNight', ([options]) => [options]));

  command(night, 'site', 'Add the redacted runs of this night to the pages and to the history', [
    'leakgate night site --keep 14',
  ])
    .option('--keep <N>', 'how many runs stay on the pages (default: 30)', parseWholeNumber)
    .option('--history <FILE>', HISTORY)
    .option('--folder <DIR>', FOLDER)
    .action(call('night', 'siteOfNight', ([options]) => [options]));

  command(night, 'branch-push', 'Replace the branch by one commit with the pages and the history', [
    'leakgate night branch-push',
  ])
    .option('--folder <DIR>', FOLDER)
    .action(call('night', 'pushBranch', ([options]) => [options]));

  command(night, 'gate', 'Print the result of each run, write the job summary, and fail as the runs did', [
    'leakgate night gate',
    'leakgate night gate --jobs success,failure',
  ])
    .option(
      '--jobs <LIST>',
      `the results of the jobs that ran the suite, ${LISTS}; a failed one fails the night`,
    )
    .option('--history <FILE>', HISTORY)
    .option('--folder <DIR>', FOLDER)
    .addHelpText('after', GATE_EXIT_CODES)
    .action(call('night', 'gateOfNight', ([options]) => [options]));
}

const GATE_EXIT_CODES = `
Exit codes:
  0  The gate of each run passed.
  1  A run found a leak that is not expected.
  2  A run, or a job of the night, left something undecided.
  3  No run reached a verdict.`;
