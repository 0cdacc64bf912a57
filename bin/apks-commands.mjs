/**
 * @param {import('commander').Command} apks
 * @param {import('./program.mjs').AddCommand} command
 * @param {import('./program.mjs').Call} call
 */
export function addApks(apks, command, call) {
  command(apks, 'add <path...>', 'Verify APKs and add them to the catalogue', [
    'leakgate apks add ~/Downloads/mint-3.4.3.apk',
  ])
    .option('--json', 'print what was added as JSON')
    .action(call('apks', 'addApks', ([paths, options]) => [paths, options]));
  command(apks, 'list', 'List the releases of the catalogue', ['leakgate apks list --json'])
    .option('--json', 'print the releases as JSON')
    .action(call('apks', 'listApks', ([options]) => [options]));
  command(apks, 'show <release>', 'Show the catalogue entry of a release', ['leakgate apks show mint@3.4.0'])
    .option('--json', 'print the entry as JSON')
    .action(call('apks', 'showApk', ([release, options]) => [release, options]));
  command(apks, 'verify', 'Check every APK against the catalogue', ['leakgate apks verify'])
    .option('--json', 'print the result of the check as JSON')
    .action(call('apks', 'verifyApks', ([options]) => [options]));
  command(apks, 'remove <release>', 'Remove a release from the catalogue; the APK file is not deleted', [
    'leakgate apks remove mint@3.4.0',
  ])
    .option('--json', 'print what was removed as JSON')
    .action(call('apks', 'removeApks', ([release, options]) => [release, options]));
}
