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
 * a finding and seen again after the private tab was closed links sessions. Seen under another identity or in
 * another case on the handset, it survives a reset, because each of these starts with cleared data. A value
 * without a known name that is seen on several handsets belongs to the release and links nothing.
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

/** An unnamed value can be a constant that several releases share; other identifiers cannot. */
function linkOf(token: string, own: readonly TracedCase[], all: readonly TracedCase[]): Linkability['by'] {
  const handsets = new Set(own.map(({ handset }) => handset));
  const met = all
    .filter((each) => own.includes(each) || handsets.has(each.handset))
    .flatMap((each) =>
      each.traces
        .filter((trace) => trace.token === token && (own.includes(each) || trace.kind !== 'value'))
        .map((trace) => ({ case: each.id, isOwn: own.includes(each), trace })),
    );
  const tied = met.filter(({ trace, isOwn }) => isOwn && trace.withFindings > 0);
  const [first] = tied;
  if (!first) return [];
  const identity = (each: (typeof met)[number]) => `${each.case} ${each.trace.identity}`;
  const isElsewhere = met.some((each) => identity(each) !== identity(first));
  const isLater = tied.some((one) =>
    met.some((other) => identity(other) === identity(one) && other.trace.closed && !one.trace.closed),
  );

  return [
    {
      name: first.trace.name,
      means: first.trace.means,
      level: isElsewhere ? 'across-resets' : isLater ? 'across-sessions' : 'within-session',
      certainty: first.trace.kind === 'value' ? 'likely' : 'certain',
      token,
      cases: [...new Set(met.map((each) => each.case))],
    },
  ];
}
