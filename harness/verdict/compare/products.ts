import type { Products } from '../../model/compare.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import { caseKeyOf, type JudgedCase } from './judged-case.ts';

/** Compares two releases of different families, by scenario and mode. Neither is the earlier one, so nothing is a change. */
export function compareProducts(
  one: readonly [JudgedCase, ...JudgedCase[]],
  other: readonly [JudgedCase, ...JudgedCase[]],
): Products {
  const keys = [...new Set([...one, ...other].map(caseKeyOf))];

  return {
    one: productOf(one[0]),
    other: productOf(other[0]),
    cases: keys.flatMap((key) => {
      const [a, b] = [one, other].map((cases) => cases.find((each) => caseKeyOf(each) === key));
      const present = a ?? b;
      if (!present) return [];

      return [
        {
          scenario: present.scenario,
          mode: nameOfMode(present.mode),
          one: a?.verdict ?? null,
          other: b?.verdict ?? null,
          text: `${resultOf(nameOfRelease(one[0].release), a)}; ${resultOf(nameOfRelease(other[0].release), b)}`,
        },
      ];
    }),
  };
}

function productOf({ release, run }: JudgedCase): Products['one'] {
  return { family: release.family, name: nameOfRelease(release), sha256: release.sha256, run };
}

function resultOf(name: string, judged: JudgedCase | undefined): string {
  if (!judged) return `${name} has no such case`;
  const { verdict, limits, reasons, findings } = judged;
  if (verdict === 'leaks')
    return `${name} leaks to ${[...new Set(findings.map(({ host }) => host))].join(', ')}`;
  if (verdict === 'clean')
    return `${name} is clean${limits.length > 0 ? `, with limits (${limits.join(', ')})` : ''}`;

  return `${name} is ${verdict} (${reasons.slice(0, 3).join(', ')})`;
}
