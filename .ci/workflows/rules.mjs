import { spawnSync } from 'node:child_process';

/** @typedef {{ name?: string, run?: string, uses?: string, shell?: string }} WorkflowStep */
/** @typedef {{ permissions?: unknown, jobs?: Record<string, { steps?: WorkflowStep[], container?: unknown }>, runs?: { steps?: WorkflowStep[] } }} Content */

/** A version with three parts, or a commit: a branch or `v5` changes what runs here without a change here. */
const PINNED = /@(?:v\d+\.\d+\.\d+|[0-9a-f]{40})$/;

/**
 * Rules that actionlint does not have: versions are pinned, permissions are named, expressions never become part of a script, and
 * scripts are valid for bash.
 * @param {Content} content
 * @param {{ isAction: boolean }} options
 * @returns {string[]}
 */
export function rulesOf(content, { isAction }) {
  const jobs = isAction ? { action: content.runs ?? {} } : (content.jobs ?? {});
  const steps = Object.entries(jobs).flatMap(([job, { steps: own = [] }]) =>
    own.map((step, at) => ({ step, name: `${job}, step ${at + 1}${step.name ? ` (${step.name})` : ''}` })),
  );

  return [
    ...(isAction || content.permissions !== undefined ? [] : ['the workflow names no permissions']),
    ...(steps.length > 0 ? [] : ['no step was found']),
    ...steps.flatMap(({ step, name }) => complaintsOf(step, isAction).map((text) => `${name}: ${text}`)),
  ];
}

/**
 * @param {WorkflowStep} step
 * @param {boolean} isAction
 * @returns {string[]}
 */
function complaintsOf({ run, uses, shell }, isAction) {
  const complaints = [];
  if (uses !== undefined && !uses.startsWith('./') && !PINNED.test(uses))
    complaints.push(`${uses} is not pinned to a whole version`);
  if (run === undefined) return complaints;
  if (run.includes('${{'))
    complaints.push('an expression in a script can run what others wrote; pass its value through env');
  if (isAction && shell === undefined) complaints.push('a step of an action needs a shell');
  const { status, stderr } = spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' });
  if (status !== 0) complaints.push(`bash cannot read the script: ${stderr.trim()}`);

  return complaints;
}
