import { repeatableOption } from './options.mjs';

/**
 * @param {import('commander').Command} program
 * @param {import('./program.mjs').AddCommand} command
 * @param {import('./program.mjs').Call} call
 */
export function addComparisons(program, command, call) {
  command(program, 'compare <run...>', 'Show what changed between releases', [
    'leakgate compare reports/A reports/B',
    'leakgate compare --release mint@3.4.0 --release mint@3.4.3 reports/A',
    'leakgate compare reports/A --page versions.html',
    'leakgate compare --release mi-browser@12.1.3 --release mi-browser-pro@12.1.4 reports/A',
  ])
    .addOption(
      repeatableOption(
        '--release <R>',
        'a release to compare: family@version or a range; give this option at least twice',
        'all',
      ),
    )
    .option('--page <FILE>', 'write a page with a table of releases and scenarios')
    .option('--csv <FILE>', 'write that table as CSV')
    .option('--json', 'print the comparison as JSON')
    .action(call('compare', 'compare', ([runs, options]) => [runs, options]));

  command(
    program,
    'audit <run...>',
    'Show whom each release contacted, and what is new since the release before',
    [
      'leakgate audit reports/A',
      'leakgate audit reports/A reports/B --release mint@3.4.0 --release mint@3.4.3',
      'leakgate audit reports/A --json',
    ],
  )
    .addOption(
      repeatableOption(
        '--release <R>',
        'a release to audit: family@version or a range; may be repeated',
        'all',
      ),
    )
    .option('--json', 'print the audit as JSON')
    .action(call('audit', 'audit', ([runs, options]) => [runs, options]));
}
