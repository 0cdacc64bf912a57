import { distributionOf, inspect } from '../../../bin/checks.mjs';
import { type Machine, thisMachine } from '../../../bin/environment.mjs';
import { commandsFor } from '../../../bin/instructions.mjs';
import type { Problem } from './problem.ts';

/** What only the simulated handset needs. */
const STAND_IN_ENGINE = ['Chromium', 'chromedriver'];

/** The programs that a run needs and this machine does not have. Looks at files only. */
export function machineProblems(simulated: boolean, machine: Machine = thisMachine()): Problem[] {
  const checks = inspect(machine).filter(
    ({ what, found, needed }) => needed && found === null && (simulated || !STAND_IN_ENGINE.includes(what)),
  );

  return checks.map((check) => ({
    what: `${check.what} is missing: ${check.missing}`,
    fix: commandsFor([check], distributionOf(machine)).join(', or '),
    stopsRun: true,
  }));
}
