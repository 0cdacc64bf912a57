import pc from 'picocolors';
import type {
  CaseChange,
  Change,
  ComparedRelease,
  Comparison,
  Difference,
  Products,
  Settings,
} from '../model/compare.ts';
import { withPrintableTexts } from '../model/printable.ts';

const PAINT: Record<Change, (text: string) => string> = {
  'newly-leaking': pc.red,
  'still-leaking': pc.red,
  fixed: pc.green,
  'became-opaque': pc.magenta,
  'became-undecided': pc.yellow,
  'still-undecided': pc.yellow,
  'became-clean': pc.green,
  'still-clean': pc.green,
  'not-judged-before': pc.yellow,
  'not-judged-after': pc.yellow,
};

const MOVE_WORDS = { recipient: 'to', encoding: 'as', sdk: 'by the SDK', sender: 'from the app' } as const;

/** Describes a comparison, as lines for the terminal. */
export function describeComparison(comparison: Comparison): string[] {
  const { simulated, judgedAgain, pairs, alone, series, settings, products } = withPrintableTexts(comparison);

  return [
    ...(simulated ? [pc.dim('simulated releases')] : []),
    ...(judgedAgain
      ? [
          pc.dim(
            'the runs were judged by different rules, so all cases were judged again by the current rules',
          ),
        ]
      : []),
    ...describeProducts(products),
    ...pairs.flatMap(({ before, after, changes, reversed }) => [
      pc.bold(
        `${namesOf(before, after)}${before.run === after.run ? '' : ` (${before.run} -> ${after.run})`}`,
      ),
      ...(reversed
        ? [
            pc.yellow(
              '  the second release is older than the first, so each change below happened in the opposite direction',
            ),
          ]
        : []),
      ...changes.flatMap(describeChange),
    ]),
    ...alone.map(({ name, run }) =>
      pc.yellow(`not compared: ${name} of the run ${run}, because there is no release to compare it with`),
    ),
    ...(series.length > 0 ? ['', pc.bold('across all releases')] : []),
    ...series.map(({ family, scenario, mode, text }) => `  ${family}, ${scenario}, ${mode}: ${text}`),
    ...describeSettings(settings),
  ];
}

function describeProducts(products: Products | undefined): string[] {
  if (!products) return [];
  const { one, other, cases } = products;

  return [
    pc.bold(`${one.name} and ${other.name}: two products`),
    pc.yellow('  this compares two products, not one over time; a leak here does not fail a gate'),
    ...cases.map(({ scenario, mode, text }) => `  ${scenario}, ${mode}: ${text}`),
  ];
}

/** Names of two releases. Two files of the same version are distinguished by their digests. */
function namesOf(before: ComparedRelease, after: ComparedRelease): string {
  if (before.sha256 === after.sha256) return `${before.name}, the same release`;
  const nameOf = ({ name, sha256 }: ComparedRelease) =>
    before.name === after.name ? `${name}~${sha256.slice(0, 8)}` : name;

  return `${nameOf(before)} -> ${nameOf(after)}`;
}

function describeChange({
  change,
  scenario,
  mode,
  text,
  moved,
  newlyLinkable,
  handsets,
}: CaseChange): string[] {
  const differences = Object.entries(moved ?? {}) as [keyof typeof MOVE_WORDS, Difference | undefined][];

  return [
    `  ${PAINT[change](change.padEnd(17))} ${scenario}, ${mode}: ${text}`,
    ...differences.flatMap(([trait, difference]) => (difference ? describeMove(trait, difference) : [])),
    ...(newlyLinkable ? [`    newly linkable: findings are now sent with ${newlyLinkable.join(', ')}`] : []),
    ...(handsets ? [`    on another handset: ${handsets.before} -> ${handsets.after}`] : []),
  ];
}

function describeMove(trait: keyof typeof MOVE_WORDS, { gone, added }: Difference): string[] {
  return [
    ...added.map((value) => `    moved: now ${MOVE_WORDS[trait]} ${value}`),
    ...gone.map((value) => `    moved: no longer ${MOVE_WORDS[trait]} ${value}`),
  ];
}

/** Settings are shown only for releases with more than one mode. */
function describeSettings(settings: readonly Settings[]): string[] {
  const severalModes = settings.filter(({ verdicts }) => Object.keys(verdicts).length > 1);
  if (severalModes.length === 0) return [];

  return [
    '',
    pc.bold('by position of the statistics switch'),
    ...severalModes.map(({ release, scenario, text }) => `  ${release}, ${scenario}: ${text}`),
  ];
}
