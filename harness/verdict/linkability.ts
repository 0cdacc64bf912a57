import type { Linkability, LinkLevel, Trace } from '../model/ties.ts';

/** The identifiers of a decided case. */
export interface TracedCase {
  id: string;
  /** `mint@3.4.0~ef376b47` */
  release: string;
  /** The serial of the handset. */
  handset: string;
  traces: readonly Trace[];
}

const LEVELS: readonly LinkLevel[] = ['across-resets', 'across-sessions', 'within-session'];

/**
 * How far the receiver of a release's findings can link them, over all cases of a run. A value that was sent with
 * a finding and sent again after the private tab was closed links sessions. If it was also sent under another identity
 * or in another case on the handset, it survives a reset: each identity and each case starts with cleared data. A value without a known name that several handsets sent is a constant of the release and
 * links nothing.
 */
export function linkabilityOf(cases: readonly TracedCase[]): Linkability[] {
  const shared = tokensOnSeveralHandsets(cases);
  const releases = [...new Set(cases.map(({ release }) => release))];

  return releases.map((release): Linkability => {
    const own = cases.filter((each) => each.release === release);
    const tokens = [...new Set(own.flatMap(({ traces }) => traces.map(({ token }) => token)))];
    const by = tokens
      .filter((token) => !shared.has(token))
      .flatMap((token) => linkOf(token, own, cases))
      .toSorted(
        (a, b) =>
          LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
          Number(a.certainty === 'likely') - Number(b.certainty === 'likely') ||
          (a.name < b.name ? -1 : 1),
      );

    return { release, level: by[0]?.level ?? null, by };
  });
}

function tokensOnSeveralHandsets(cases: readonly TracedCase[]): Set<string> {
  const handsets = new Map<string, Set<string>>();
  for (const { handset, traces } of cases)
    for (const { token, kind } of traces)
      if (kind === 'value') handsets.set(token, (handsets.get(token) ?? new Set()).add(handset));

  return new Set([...handsets].filter(([, on]) => on.size > 1).map(([token]) => token));
}

/**
 * How one value links findings. A value without a known name can be a constant that several releases share, so the
 * cases of other releases count only for named identifiers.
 */
function linkOf(token: string, own: readonly TracedCase[], all: readonly TracedCase[]): Linkability['by'] {
  const handsets = new Set(own.map(({ handset }) => handset));
  const occurrences = all
    .filter((each) => own.includes(each) || handsets.has(each.handset))
    .flatMap((each) =>
      each.traces
        .filter((trace) => trace.token === token && (own.includes(each) || trace.kind !== 'value'))
        .map((trace) => ({ case: each.id, isOwn: own.includes(each), trace })),
    );
  const sentWithFindings = occurrences.filter(({ trace, isOwn }) => isOwn && trace.withFindings > 0);
  const [first] = sentWithFindings;
  if (!first) return [];
  const identity = (each: (typeof occurrences)[number]) => `${each.case} ${each.trace.identity}`;
  const isElsewhere = occurrences.some((each) => identity(each) !== identity(first));
  const isSentAfterClosing = sentWithFindings.some((earlier) =>
    occurrences.some(
      (later) => identity(later) === identity(earlier) && later.trace.closed && !earlier.trace.closed,
    ),
  );

  return [
    {
      name: first.trace.name,
      means: first.trace.means,
      level: isElsewhere ? 'across-resets' : isSentAfterClosing ? 'across-sessions' : 'within-session',
      certainty: first.trace.kind === 'value' ? 'likely' : 'certain',
      token,
      cases: [...new Set(occurrences.map((each) => each.case))],
    },
  ];
}
