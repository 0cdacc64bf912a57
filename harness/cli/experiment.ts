import { hostsOf } from '../detect/index.ts';
import { ERROR, type ExperimentResult, type Stage, testDependence } from '../dependence/index.ts';
import { readCanaries } from '../evidence/folders.ts';
import { type ExitCode, exitCodeOf } from '../model/exit.ts';
import { counted } from '../model/counted.ts';
import type { ExperimentReport } from '../model/experiment.ts';
import { invariant } from '../model/fault.ts';
import { siteOf } from '../verdict/index.ts';
import { type RecordedExperiment, readExperiment } from './experiment-folder.ts';
import { describeExperiment, followingOf, wouldHaveSeen } from './experiment-text.ts';

export interface ExperimentOptions {
  /** A canaries file: its hosts are the pages' own. */
  canaries?: string;
  /** Hosts of the pages. */
  own?: readonly string[];
  json?: boolean;
}

/**
 * `leakgate experiment DIR`: whether anything that leaves depends on the page, from labelled recordings.
 * @returns 1 if something follows the page, 2 if nothing was decided, else 0
 * @throws {Fault} for a folder that is no experiment, without the pages' own hosts, and if nothing was recorded
 */
export async function experiment(dir: string, options: ExperimentOptions): Promise<ExitCode> {
  const own = await ownHosts(options);
  const recorded = await readExperiment(dir);
  invariant(
    recorded.entries > 0,
    `nothing was tested: the recordings in ${dir} are empty`,
    'record the traffic again',
  );
  const leftOut = new Set<string>();
  const result = testDependence(recorded.explore, recorded.confirm, {
    isOwn(host) {
      const isLeftOut = isOwn(host, own);
      if (isLeftOut) leftOut.add(host);

      return isLeftOut;
    },
    siteOf,
  });
  const report = reportOf(result, recorded, leftOut);
  const text = options.json ? [JSON.stringify(report, null, 2)] : describeExperiment(report);
  process.stdout.write(`${text.join('\n')}\n`);

  return exitCodeOf([
    report.follows.length > 0 ? 'leak' : report.undecided === undefined ? 'fine' : 'undecided',
  ]);
}

/** The hosts of the visit itself. @throws {Fault} if no option names one */
async function ownHosts({ canaries, own = [] }: ExperimentOptions): Promise<ReadonlySet<string>> {
  const ofCanaries = canaries === undefined ? [] : await readCanaries(canaries);
  const hosts = [
    ...own,
    ...ofCanaries.flatMap((canary) => [...hostsOf(canary), ...(canary.allowedHosts ?? [])]),
  ];
  invariant(
    hosts.length > 0,
    canaries === undefined
      ? "the pages' own hosts are not known, so their visits would follow the page"
      : `${canaries} names no host, so that visits to the pages would follow the page`,
    "name them with --own HOST..., or name the pages' addresses with --canaries FILE",
  );

  return new Set(hosts.map((host) => host.toLowerCase().replace(/^www\./, '')));
}

/** A host of a page, and hosts below it. */
function isOwn(host: string, own: ReadonlySet<string>): boolean {
  for (
    let name = host.toLowerCase().replace(/:\d+$/, '');
    name !== '';
    name = name.slice(name.indexOf('.') + 1)
  ) {
    if (own.has(name)) return true;
    if (!name.includes('.')) return false;
  }

  return false;
}

function reportOf(
  result: ExperimentResult,
  { explore, confirm, missing }: RecordedExperiment,
  leftOut: ReadonlySet<string>,
): ExperimentReport {
  const follows = result.kind === 'tested' ? result.follows.map(followingOf) : [];
  const undecided = result.kind === 'undecided' ? result.why : whyUnseen(result, missing);

  return {
    schema: 'leakgate/experiment@1',
    blocks: blocksByArm(explore),
    ...(confirm && { confirmBlocks: blocksByArm(confirm) }),
    follows,
    familyWiseError: ERROR,
    wouldHaveSeen: wouldHaveSeen(result, explore),
    ...(undecided !== undefined && follows.length === 0 && { undecided }),
    leftOut: [...leftOut].sort(),
  };
}

/** What was not compared, so that nothing can be said if nothing follows the page. */
function whyUnseen(
  { messages, cut }: Extract<ExperimentResult, { kind: 'tested' }>,
  missing: readonly string[],
): string | undefined {
  const [first] = missing;
  if (first !== undefined)
    return `something is missing from the recordings: ${first}${missing.length > 1 ? `, and ${missing.length - 1} more` : ''}`;
  if (messages.length === 0) return "the recordings have no request to other hosts than the pages' own";

  return cut > 0 ? `${counted(cut, 'message')} could not be read to the end` : undefined;
}

function blocksByArm({ arms, blocks }: Stage): Record<string, number> {
  return Object.fromEntries(arms.map((name, at) => [name, blocks.filter(({ arm }) => arm === at).length]));
}
