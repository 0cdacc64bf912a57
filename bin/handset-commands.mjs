import { Option } from 'commander';
import { parsePort, parsePositive, parseWholeNumber, repeatableOption } from './options.mjs';

/** @typedef {import('commander').Command} Command */
/** @typedef {import('./program.mjs').AddCommand} AddCommand */
/** @typedef {import('./program.mjs').Call} Call */

/**
 * The commands about the simulated handset and its browsers.
 * @param {Command} handset
 * @param {AddCommand} command
 * @param {Call} call
 */
export function addHandset(handset, command, call) {
  command(handset, 'start', 'Start a simulated handset for any Appium client; Ctrl-C stops it', [
    'leakgate handset start --port 5655',
    'leakgate handset start --speed 40 --json',
  ])
    .option('--android <N>', "Android's version: 10, 13, 14, 15 or 16", parseWholeNumber)
    .option('--port <P>', 'port for adb on 127.0.0.1 (default: a free one)', parsePort)
    .option(
      '--speed <S>',
      'how many times faster than real time the clock can run during waits',
      parsePositive,
    )
    .addOption(
      new Option('--su <DIALECT>', 'which kind of su the handset has').choices([
        'aosp',
        'magisk',
        'kernelsu',
      ]),
    )
    .option('--no-root', 'a phone without root')
    .option('--user-ca <FILE>', 'certificate of a CA that the user of the handset has installed')
    .addOption(
      repeatableOption(
        '--with <TRAIT>',
        'a trait that the default handset does not have, e.g. unvalidated; may be repeated',
        'none',
      ),
    )
    .option(
      '--log-commands',
      'print to stderr the command lines that the shell of the handset receives, one of each kind',
    )
    .option('--until-stdin-closes', 'also stop when stdin closes: for programs that start a handset')
    .option('--json', 'print events as JSON lines')
    .action(call('handset', 'startHandsetCommand', ([options]) => [options]));
  command(handset, 'pack <dir>', 'Build a signed APK from the sources of a simulated browser', [
    'leakgate handset pack apks/simulated/mint-3.4.0 --out mint-3.4.0.apk',
  ])
    .requiredOption('--out <APK>', 'the APK to write')
    .action(call('pack', 'pack', ([dir, options]) => [dir, options]));
  command(
    handset,
    'try <dir...>',
    'Play the script of a simulated browser through one private visit and search what it sends',
    [
      'leakgate handset try apks/simulated/mint-3.4.0',
      'leakgate handset try apks/simulated/mint-3.4.0 --har traffic.har --canaries canaries.json',
    ],
  )
    .option('--har <FILE>', 'file to write what was sent to, as a HAR')
    .option('--canaries <FILE>', 'file to write the canaries to, for leakgate scan')
    .option('--json', 'print what was sent and the report of the search as JSON')
    .action(call('try', 'tryScripts', ([dirs, options]) => [dirs, options]));
  command(handset, 'schema', 'Print the JSON Schema of browser.json', [
    'leakgate handset schema > browser.schema.json',
  ]).action(call('schema', 'schema', () => []));
}
