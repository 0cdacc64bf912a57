// The steps of a night in CI. Each is a command of its own, so that a workflow shows where a night stopped.
export { apksOfNight } from './night/apks.ts';
export { openBranch, pushBranch } from './night/branch.ts';
export { gateOfNight } from './night/gate.ts';
export { runOfNight } from './night/run.ts';
export { siteOfNight } from './night/site.ts';
