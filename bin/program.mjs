import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addApks } from './apks-commands.mjs';
import { addCa } from './ca-commands.mjs';
import { addComparisons } from './comparison-commands.mjs';
import { addExitCodes } from './exit-codes.mjs';
import { addHandset } from './handset-commands.mjs';
import { addNight } from './night-commands.mjs';
import { addRecordings } from './recording-commands.mjs';
import { addReport } from './report-command.mjs';
import { addRun } from './run-commands.mjs';

/** @typedef {0 | 1 | 2 | 3 | 130} ExitCode */

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

  addRun(program, command, call);
  addRecordings(program, command, call);
  addComparisons(program, command, call);
  addReport(program, command, call);
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

  addNight(program.command('night').description('The steps of a nightly run in CI'), command, call);

  command(program, 'restore', 'Undo the changes that a crashed run left on a phone', [
    'leakgate restore',
    'leakgate restore --handset 0123456789ABCDEF',
    'leakgate restore --handset 0123456789ABCDEF --remove-appium',
  ])
    .option('--handset <H>', 'serial of the phone to restore (default: every phone with a journal)')
    .option('--remove-appium', "also remove the apps that Appium's driver has installed")
    .option('--json', 'print what was undone, as JSON')
    .action(call('restore', 'restore', ([options]) => [options]));

  addExitCodes(program, new Set(['run', 'gate', 'scan', 'experiment', 'night gate']));

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
