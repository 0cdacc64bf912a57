import { parseHandset, parseHandsets } from '../../runner/handset-choice.ts';
import { makePlan, type PlanRequest } from '../../runner/plan.ts';
import { type Problem, problemsOf, withoutRepeats } from './problem.ts';

/**
 * Everything that is wrong with the options of a run, all at once: each value of an option is planned alone, so that one wrong name
 * does not hide the next.
 */
export async function planProblems(request: PlanRequest): Promise<Problem[]> {
  const handsets = await problemsOfEach(request.handsets, parseHandset);
  if (handsets.length === 0) handsets.push(...(await problemsOf(() => parseHandsets(request.handsets))));
  // Scenarios and modes are the same for all handsets.
  const alone: PlanRequest = {
    ...request,
    handsets: ['sim'],
    releases: [],
    scenarios: [],
    modes: [],
    capabilities: [],
  };
  const named = [
    ...handsets,
    ...(handsets.length === 0
      ? await problemsOfEach(request.releases, (release) =>
          makePlan({ ...alone, handsets: request.handsets, releases: [release] }),
        )
      : []),
    ...(await problemsOfEach(request.scenarios, (scenario) => makePlan({ ...alone, scenarios: [scenario] }))),
    ...(await problemsOfEach(request.modes, (mode) => makePlan({ ...alone, modes: [mode] }))),
    ...(await problemsOfEach(request.capabilities ?? [], (capability) =>
      makePlan({ ...alone, capabilities: [capability] }),
    )),
  ];

  return withoutRepeats(named.length > 0 ? named : await problemsOf(() => makePlan(request)));
}

async function problemsOfEach<T>(values: readonly T[], check: (value: T) => unknown): Promise<Problem[]> {
  const found = await Promise.all(values.map((value) => problemsOf(() => check(value))));

  return found.flat();
}
