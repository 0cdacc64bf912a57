/** The codes of commands that only do something, such as `apks list`. */
const DONE = `
Exit codes:
  0  Done.
  3  Not done: a wrong option, wrong input, or something that is missing.`;

/**
 * The exit codes of a command that has no text of its own, by the command line that calls it.
 * @type {Readonly<Record<string, string>>}
 */
const CODES = {
  verify: `
Exit codes:
  0  The evidence gives the same verdicts.
  1  A verdict turns to leaks.
  2  Another difference, or the run was judged by other rules.
  3  Nothing was judged: a file is missing or was changed, or this is not the folder of a run.`,
  compare: `
Exit codes:
  0  Nothing is worse.
  1  A case is newly leaking.
  2  A case became opaque or undecided.
  3  Nothing was compared: wrong input, or evidence that is missing or was changed.`,
  'apks verify': `
Exit codes:
  0  Every APK matches the catalogue.
  3  An APK is missing or differs, or the catalogue cannot be read.`,
  doctor: `
Exit codes:
  0  Everything that a run needs is there.
  3  Something is missing; its line says how to fix it.`,
};

/**
 * Adds exit codes to the help of each command that does not name its own.
 * @param {import('commander').Command} program
 * @param {ReadonlySet<string>} named commands whose help has them already
 */
export function addExitCodes(program, named) {
  for (const command of program.commands) {
    const path = pathOf(command);
    if (command.commands.length > 0) addExitCodes(command, named);
    else if (!named.has(path)) command.addHelpText('after', CODES[path] ?? DONE);
  }
}

/**
 * @param {import('commander').Command} command
 * @returns {string} such as `apks add`
 */
function pathOf(command) {
  return command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name();
}
