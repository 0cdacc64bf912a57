import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { readCaseEvidence } from '../../evidence/folders.ts';
import type { Canary } from '../../model/canary.ts';
import type { CaseRecord } from '../../model/case.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { RunCase } from '../../model/run.ts';
import { type Leak, leaksOf } from '../summary/leaks.ts';
import type { DecodingStep, StepsOf } from './decoding.ts';
import { type Screen, screensOf } from './screens.ts';

/** What the pages show of a case besides its summary. */
export interface PageCase {
  /** Paths in the case's folder that exist. */
  files: ReadonlySet<string>;
  canaries: readonly Canary[];
  /** The number of entries in `traffic.har`; later indexes of exchanges are in `late.har`. */
  recorded: number;
  screens: readonly Screen[];
  /** How a leak was decoded, by `keyOfLeak`. */
  steps: ReadonlyMap<string, readonly DecodingStep[]>;
  /** When exchanges with findings were sent, in seconds since the case began. */
  sentAt: ReadonlyMap<number, number>;
}

/** A case's evidence, and what the pages show of it. The evidence of a whole run may not fit into memory. */
export interface ReadCase {
  shown: PageCase;
  evidence: CaseEvidence | undefined;
}

/** Reads what the pages show of a case. A case that was never decided may have files all the same. */
export async function readPageCase(
  runDir: string,
  row: RunCase,
  record: CaseRecord | undefined,
  stepsOf: StepsOf,
): Promise<ReadCase> {
  const dir = join(runDir, row.evidence);
  const files = await filesIn(dir);
  if (!record)
    return {
      shown: { files, canaries: [], recorded: 0, screens: [], steps: new Map(), sentAt: new Map() },
      evidence: undefined,
    };
  const evidence = await readCaseEvidence(dir);
  const { canaries, exchanges, late } = evidence;
  const found = new Set(record.findings.map(({ exchange }) => exchange));
  const start = Date.parse(record.startedAt);
  const steps = new Map<string, readonly DecodingStep[]>();
  for (const leak of leaksOf({ record, canaries })) {
    const finding = record.findings.find((each) => keyOfLeak(each) === keyOfLeak(leak));
    const decoded = finding && stepsOf(evidence, finding);
    if (decoded) steps.set(keyOfLeak(leak), decoded);
  }

  return {
    shown: {
      files,
      canaries,
      recorded: exchanges.length,
      screens: screensOf(evidence, files),
      steps,
      sentAt: new Map(
        [...exchanges, ...late]
          .filter(({ index }) => found.has(index))
          .map(({ index, at }) => [index, (Date.parse(at) - start) / 1000]),
      ),
    },
    evidence,
  };
}

/** Equal for findings of one value, recipient, place and encoding. */
export function keyOfLeak({
  canary,
  host,
  part,
  chain,
  match,
}: Pick<Leak, 'canary' | 'host' | 'part' | 'chain' | 'match'>): string {
  return JSON.stringify([canary, host, part, chain, match]);
}

/** The regular files below a folder, by path; none if there is no folder. */
async function filesIn(dir: string): Promise<Set<string>> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });

    return new Set(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, '/').length).split(sep).join('/')),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set(); // It never ran.
    throw error;
  }
}
