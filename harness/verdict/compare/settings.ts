import type { Settings } from '../../model/compare.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { JudgedCase } from './judged-case.ts';

const SENTENCES: Record<Settings['leaks'], string> = {
  'whatever-is-set': 'leaks in both positions of the statistics switch',
  'by-default': 'leaks as shipped',
  'only-when-switched-on': 'leaks only with the statistics switch on',
  'only-when-switched-off': 'leaks only with the statistics switch off',
  'never-seen': 'was not seen to leak',
};

/**
 * For each scenario of one release, whether it leaks by default or only with a setting; only private modes count.
 * `whatever-is-set` requires that every position was tried and leaked.
 */
export function settingsOf(cases: readonly JudgedCase[]): Settings[] {
  const privateCases = cases.filter(({ mode }) => mode.private);
  const scenarios = [...new Set(privateCases.map(({ scenario }) => scenario))];

  return scenarios.flatMap((scenario) => {
    const tried = privateCases.filter((each) => each.scenario === scenario);
    const [first] = tried;
    if (!first) return [];
    const verdicts = Object.fromEntries(tried.map(({ mode, verdict }) => [nameOfMode(mode), verdict]));
    const leaks = leakSettingOf(verdicts);

    return [
      {
        release: nameOfRelease(first.release),
        scenario,
        verdicts,
        leaks,
        text: textOf(leaks, verdicts),
      },
    ];
  });
}

function leakSettingOf(verdicts: Readonly<Record<string, Verdict>>): Settings['leaks'] {
  const leaks = (mode: string) => verdicts[mode] === 'leaks';
  if (leaks('private/on') && leaks('private/off')) return 'whatever-is-set';
  if (leaks('private')) return 'by-default';
  if (leaks('private/on')) return 'only-when-switched-on';

  return leaks('private/off') ? 'only-when-switched-off' : 'never-seen';
}

function textOf(leaks: Settings['leaks'], verdicts: Readonly<Record<string, Verdict>>): string {
  const untried = ['private', 'private/on', 'private/off'].filter((mode) => verdicts[mode] === undefined);
  const otherVerdicts = Object.entries(verdicts).filter(
    ([mode, verdict]) =>
      verdict !== 'leaks' && (verdict !== 'clean' || (leaks === 'whatever-is-set' && mode === 'private')),
  );
  const doubts = [
    ...(untried.length > 0 ? [`${untried.join(' and ')} not tried`] : []),
    ...otherVerdicts.map(([mode, verdict]) => `${mode} ${verdict}`),
  ];
  const isOnly = leaks === 'only-when-switched-on' || leaks === 'only-when-switched-off';
  const sentence =
    isOnly && doubts.length > 0
      ? `${SENTENCES[leaks].replace('only ', '')}; the other modes are undecided`
      : SENTENCES[leaks];

  return `${sentence}${doubts.length > 0 ? ` (${doubts.join('; ')})` : ''}`;
}
