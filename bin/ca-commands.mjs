/** @typedef {import('commander').Command} Command */
/** @typedef {import('./program.mjs').AddCommand} AddCommand */
/** @typedef {import('./program.mjs').Call} Call */

/**
 * The commands about a CA that is kept. Every other run has a CA of its own, which is gone with the run.
 * @param {Command} ca
 * @param {AddCommand} command
 * @param {Call} call
 */
export function addCa(ca, command, call) {
  command(ca, 'create', 'Create the CA of a phone; it is valid for 30 days', [
    'leakgate ca create --handset 0123456789ABCDEF',
  ])
    .requiredOption('--handset <H>', 'serial of the phone')
    .option('--json', 'print what was created as JSON')
    .action(call('ca', 'createCa', ([options]) => [options]));
  command(ca, 'export', 'Write the certificate of a CA, without its key', [
    'leakgate ca export --handset 0123456789ABCDEF --out leakgate.crt',
  ])
    .requiredOption('--handset <H>', 'serial of the phone')
    .option('--out <FILE>', 'the file to write (default: standard output)')
    .action(call('ca', 'exportCa', ([options]) => [options]));
  command(ca, 'install', 'Copy the certificate to the phone and say how to install it there', [
    'leakgate ca install --handset 0123456789ABCDEF',
  ])
    .requiredOption('--handset <H>', 'serial of the phone, which adb on this computer can see')
    .action(call('ca', 'installCa', ([options]) => [options]));
}
