import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addApks } from './apks-commands.mjs';
import { addCa } from './ca-commands.mjs';
import { addComparisons } from './comparison-commands.mjs';
import { addHandset } from './handset-commands.mjs';
import { parsePositive, parseWholeNumber, repeatableOption } from './options.mjs';

/** @typedef {0 | 1 | 2 | 3 | 130} ExitCode */

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
 * Runs the command that the command line names.
 * @param {string[]} argv as in `process.argv`
 * @returns {Promise<ExitCode>}
 * @throws what the command throws; usage errors are printed on stderr and give 3
 */
export async function runCommandLine(argv) {
  /** @type {ExitCode} */
  let code = 0;
  const program = createProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;

    return error.exitCode === 0 ? 0 : 3;
  }

  return code;
}

/**
 * Every command, with its options and an example.
 * @param {(code: ExitCode) => void} onExit called with the exit code of the command
 * @returns {Command}
 */
export function createProgram(onExit) {
  const program = new Command('leakgate')
    .description(
      'Decides, release by release, whether a mobile browser still leaks private browsing history.',
    )
    .version(readVersion(), '-v, --version')
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('(add --help for usage)')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'leakgate: ')) })
    .exitOverride();
  const call = createCall(onExit);

  /**
   * @param {Command} parent
   * @param {string} usage
   * @param {string} description
   * @param {string[]} examples
   */
  const command = (parent, usage, description, examples) => {
    const added = parent.command(usage).description(description);
    added.addHelpText(
      'after',
      `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map((e) => `  $ ${e}`).join('\n')}`,
    );

    return added;
  };

  command(
    program,
    'run',
    'Run scripted private browsing in each release and decide whether the release leaks',
    [
      'leakgate run',
      "leakgate run --release 'mint@>=3.4.0 <3.5' --scenario search --handset sim:2",
      'leakgate run --release mint@latest --handset 0123456789ABCDEF --mode private --mode private/off',
    ],
  )
    .addOption(
      repeatableOption(
        '--release <R>',
        'family, family@version, family@latest or a range; may be repeated',
        'all releases that the handset can run',
      ),
    )
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
        'private, private/on, private/off or normal; may be repeated',
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
      '--history <FILE>',
      'read the results of earlier runs from this file, and add this run to it; it never excuses a leak',
    )
    .action(call('run', 'run', ([options]) => [options]));

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

  addComparisons(program, command, call);

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

  addApks(program.command('apks').description('The catalogue of releases'), command, call);
  addHandset(program.command('handset').description('The simulated handset and its browsers'), command, call);

  command(program, 'inspect', 'Find the locators of a browser that no table knows, together with you', [
    'leakgate inspect --handset 0123456789ABCDEF --release mint@3.4.3',
    'leakgate inspect --handset sim --release mint@3.4.0 --answers answers.txt',
  ])
    .requiredOption('--handset <H>', 'sim, avd:NAME, or the serial of a phone attached to adb')
    .requiredOption('--release <R>', 'the release: family@version')
    .option('--answers <FILE>', 'read the answers from a file, one in each line')
    .option('--out <DIR>', 'folder for page sources and pictures (default: a new folder in reports/)')
    .action(call('inspect', 'inspectCommand', ([options]) => [options]));

  command(program, 'doctor', 'List what is installed and what is missing, with the fix', [
    'leakgate doctor',
    'leakgate doctor --handset 0123456789ABCDEF',
    'leakgate doctor --handset 0123456789ABCDEF --bundle phone.zip',
    'leakgate doctor --handset sim+no-root',
  ])
    .option('--handset <H>', 'a phone, sim, sim+TRAIT or avd:NAME: each step of a run is done once on it')
    .option(
      '--bundle [FILE]',
      'write an archive about the phone, without personal values (default file: leakgate-doctor.zip)',
    )
    .option('--json', 'print the list as JSON')
    .action(call('doctor', 'doctor', ([options]) => [options]));

  addCa(program.command('ca').description('A CA that is kept for a phone without root'), command, call);

  command(program, 'restore', 'Undo the changes that a crashed run left on a phone', [
    'leakgate restore',
    'leakgate restore --handset 0123456789ABCDEF',
    'leakgate restore --handset 0123456789ABCDEF --remove-appium',
  ])
    .option('--handset <H>', 'serial of the phone to restore (default: every phone with a journal)')
    .option('--remove-appium', "also remove the apps that Appium's driver has installed")
    .option('--json', 'print what was undone, as JSON')
    .action(call('restore', 'restore', ([options]) => [options]));

  return program;
}

/** @typedef {(parent: Command, usage: string, description: string, examples: string[]) => Command} AddCommand */
/** @typedef {ReturnType<typeof createCall>} Call */

/**
 * @param {(code: ExitCode) => void} onExit
 */
function createCall(onExit) {
  /**
   * @param {string} module of harness/cli, loaded only when the command is called
   * @param {string} name of the function that it exports
   * @param {(given: unknown[]) => unknown[]} argumentsOf the function's arguments, from those that commander passes
   * @returns {(...given: unknown[]) => Promise<void>}
   */
  return (module, name, argumentsOf) =>
    async (...given) => {
      const { loadModule } = await import('./build/load.mjs');
      const commands = /** @type {Record<string, (...args: unknown[]) => Promise<ExitCode>>} */ (
        await loadModule(`harness/cli/${module}.ts`)
      );
      const command = commands[name];
      if (command === undefined) throw new Error(`harness/cli/${module}.ts exports no ${name}`);
      const code = await command(...argumentsOf(given));
      if (![0, 1, 2, 3, 130].includes(code))
        throw new Error(`${name} returned ${code}, which is not an exit code`);
      onExit(code);
    };
}

/** @returns {string} */
function readVersion() {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');

  return /** @type {{ version: string }} */ (JSON.parse(manifest)).version;
}
