import { basename, join, resolve } from 'node:path';
import { writePlan } from '../evidence/folders.ts';
import { invariant } from '../model/fault.ts';
import type { Plan } from '../model/plan.ts';
import { loadCatalog } from '../releases/catalog.ts';
import { makePlan } from './plan.ts';
import { projectRoot } from './project.ts';
import { keepRules, rulesDigest } from './rules.ts';
import { readFamilies } from '../tables/families.ts';
import { readSdks } from '../tables/sdks.ts';

/** How many times faster than real time a simulated handset's clock runs during waits, by default. */
export const DEFAULT_SPEED = 40;

/** Writes the plan of a run that was started with `wdio run`: all simulated releases, and the specs that `--spec` names or all. */
export async function writeDefaultPlan(argv: readonly string[]): Promise<{ runDir: string; plan: Plan }> {
  const plan = await makePlan({
    catalog: await loadCatalog(projectRoot),
    families: await readFamilies(),
    sdks: await readSdks(),
    rules: await rulesDigest(),
    releases: [],
    scenarios: scenariosNamed(argv),
    modes: [],
    handsets: ['sim'],
    speed: DEFAULT_SPEED,
  });
  const runDir = join(projectRoot, 'reports', plan.run);
  await writePlan(runDir, plan);
  await keepRules(runDir);

  return { runDir, plan };
}

/** The scenarios of `--spec specs/search.spec.ts` and `--spec=...`, which may be repeated. */
export function scenariosNamed(argv: readonly string[]): string[] {
  const values: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const arg = argv[at] ?? '';
    if (arg === '--spec') {
      while (argv[at + 1] !== undefined && !argv[at + 1]?.startsWith('-')) values.push(argv[++at] ?? '');
    } else if (arg.startsWith('--spec=')) values.push(arg.slice('--spec='.length));
  }

  return values.map((value) => {
    invariant(
      value.endsWith('.spec.ts'),
      `--spec ${value} is not a spec file`,
      'give the path of a spec file in specs/, for example specs/search.spec.ts',
    );

    return basename(resolve(value), '.spec.ts');
  });
}
