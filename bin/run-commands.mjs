import { parsePositive, parseWholeNumber, repeatableOption } from './options.mjs';

const EXIT_CODES = `
Exit codes:
  0  Every verdict is as expected. With --dry-run: no fault was found.
  1  A leak that is not expected, or a recipient that is not allowed.
  2  A verdict that is suspect or inconclusive and not expected, or a case that was not run.
  3  No verdict: a wrong option, wrong input or a missing program.
130  Ctrl-C. The phones were restored.`;

const GATE_EXIT_CODES = `${EXIT_CODES}
0 too if no APK is new. 3 too if an APK was refused and no leak was found; the other new releases ran.`;

/**
 * The commands that test releases on handsets.
 * @param {import('commander').Command} program
 * @param {import('./program.mjs').AddCommand} command
 * @param {import('./program.mjs').Call} call
 */
export function addRun(program, command, call) {
  const run = command(
    program,
    'run',
    'Run scripted private browsing in each release and decide whether the release leaks',
    [
      'leakgate run',
      "leakgate run --release 'mint@>=3.4.0 <3.5' --scenario search --handset sim:2",
      'leakgate run --release mint@latest --handset 0123456789ABCDEF --mode private --mode private/off',
    ],
  ).addOption(
    repeatableOption(
      '--release <R>',
      'family, family@version, family@latest or a range; may be repeated',
      'all releases that the handset can run',
    ),
  );
  addSuiteOptions(run)
    .option('--json', 'print run.json on stdout at the end, or with --dry-run the plan')
    .addHelpText('after', EXIT_CODES)
    .action(call('run', 'run', ([options]) => [options]));

  const gate = command(
    program,
    'gate',
    'Catalogue the APKs that are new in apks/, run each with the release before it, and report the difference',
    ['leakgate gate --new', 'leakgate gate --new --handset 0123456789ABCDEF --history history/history.json'],
  ).requiredOption('--new', 'the releases whose APKs are in apks/ and not in the catalogue');
  addSuiteOptions(gate)
    .option('--json', 'print the new releases and the comparison on stdout')
    .addHelpText('after', GATE_EXIT_CODES)
    .action(call('gate', 'gate', ([options]) => [options]));
}

/**
 * The options of a command that runs the suite.
 * @param {import('commander').Command} suite
 */
function addSuiteOptions(suite) {
  return suite
    .addOption(
      repeatableOption(
        '--scenario <S>',
        'a scenario, by the name of its file in specs/; may be repeated',
        'all but those in specs/on-request/',
      ),
    )
    .addOption(
      repeatableOption(
        '--mode <M>',
        'private; private/on and private/off, for a release with a statistics switch; or normal; may be repeated',
        'private',
      ),
    )
    .addOption(
      repeatableOption(
        '--handset <H>',
        'sim, sim:N for N simulated handsets, sim+TRAIT, sim@PORT for one that runs already, avd:NAME for an emulator, or the serial of a phone attached to adb; may be repeated',
        'sim',
      ),
    )
    .addOption(
      repeatableOption(
        '--capability <K=V>',
        'a capability to add to each Appium session, such as adbExecTimeout=120000; may be repeated',
        'none',
      ),
    )
    .option(
      '--speed <S>',
      'how many times faster than real time the clock of a simulated handset runs during waits (default: 40)',
      parsePositive,
    )
    .option(
      '--identities <N>',
      'how many fresh identities each scenario runs with (default: 1)',
      parseWholeNumber,
    )
    .option(
      '--blocks <N>',
      'how many blocks of each page an experiment with two pages compares in each stage (default: 6)',
      parseWholeNumber,
    )
    .option(
      '--soak <MINUTES>',
      'how long the last recording before the twin lasts, for uploads that come late; on a simulated handset, minutes of its clock (default: as long as the slowest SDK waits)',
      parseWholeNumber,
    )
    .option('--no-twin', 'do not repeat each scenario in normal mode: faster, but no verdict can be clean')
    .option('--out <DIR>', 'folder to write the run to (default: a new folder in reports/)')
    .option(
      '--expectations <FILE>',
      'the expected verdicts, which the run keeps with its evidence (default: apks/expectations.yaml)',
    )
    .option(
      '--history <FILE>',
      'read the results of earlier runs from this file, and add this run to it; it never excuses a leak',
    )
    .option(
      '--dry-run',
      'check everything that needs no handset and print the plan; start and write nothing',
    );
}
