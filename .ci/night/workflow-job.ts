import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A step as a workflow file has it. */
interface Step {
  name?: string;
  id?: string;
  if?: string;
  run?: string;
  uses?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
}
interface Workflow {
  env?: Record<string, string>;
  jobs?: Record<string, { env?: Record<string, string>; steps: Step[] }>;
  runs?: { env?: undefined; steps: Step[] };
}

export interface JobOptions {
  /** A workflow, or an action. */
  file: string;
  /** The job of a workflow; absent for an action. */
  job?: string;
  /** Values of the expressions in the file, such as `inputs.releases`, by their text. Any other expression is an error. */
  values: Readonly<Record<string, string>>;
  /** The folder that the steps run in: a clone, or the workspace of an action. */
  workspace: string;
  /** The folder with the artefacts of the jobs, in place of GitHub's storage. */
  artifacts: string;
  env?: NodeJS.ProcessEnv;
}

/** The result of a job. */
export interface JobResult {
  /** The exit code of each `run` step, by its name. */
  codes: Map<string, number>;
  output: string;
  /** The summary of the job. */
  summary: string;
  /** The lines that the steps wrote to `$GITHUB_OUTPUT`. */
  outputs: string;
  result: 'success' | 'failure';
}

/**
 * Runs the steps of a job as GitHub's runner does: the scripts with bash, in the workspace, with the environment of workflow, job and
 * step. Of the actions it knows those that move artefacts; check-out and set-up are done by the caller.
 */
export function runJob(options: JobOptions): JobResult {
  const workflow = parse(readFileSync(options.file, 'utf8')) as Workflow;
  const job = options.job === undefined ? workflow.runs : workflow.jobs?.[options.job];
  assert.ok(job, `${options.file} has no job ${options.job ?? ''}`);
  const files = join(options.artifacts, `runner-${options.job ?? 'action'}-${Date.now()}`);
  mkdirSync(files, { recursive: true });
  const own = { GITHUB_STEP_SUMMARY: join(files, 'summary.md'), GITHUB_OUTPUT: join(files, 'output') };
  const jobEnv = { ...workflow.env, ...job.env };
  const codes = new Map<string, number>();
  let output = '';
  let isFailed = false;
  for (const step of job.steps) {
    if (isFailed && !isAlways(step)) continue;
    if (step.run === undefined) {
      useAction(step, options);
      continue;
    }
    const env = withValues({ ...jobEnv, ...step.env }, options.values);
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', step.run], {
      cwd: options.workspace,
      env: { ...process.env, ...options.env, ...own, ...env, GITHUB_ACTIONS: 'true', NODE_OPTIONS: '' },
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    });
    output += stdout + stderr;
    codes.set(step.name ?? step.run, status ?? -1);
    isFailed ||= status !== 0;
  }
  const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  writeFileSync(join(files, 'log'), output);

  return {
    codes,
    output,
    summary: textOf(own.GITHUB_STEP_SUMMARY),
    outputs: textOf(own.GITHUB_OUTPUT),
    result: isFailed ? 'failure' : 'success',
  };
}

/** Whether a step runs after another one has failed. An unknown condition is an error. */
function isAlways({ if: condition, name, uses }: Step): boolean {
  if (condition === undefined) return false;
  assert.ok(
    ['always()', '${{ !cancelled() }}', "${{ !cancelled() && inputs.gate != 'false' }}"].includes(condition),
    `the condition of ${name ?? uses ?? 'a step'} is not known: ${condition}`,
  );

  return true;
}

/** The part of the actions that the steps rely on. */
function useAction({ uses = '', with: given = {} }: Step, { workspace, artifacts }: JobOptions): void {
  const [name] = uses.split('@');
  const path = join(workspace, given['path'] ?? '');
  if (name === 'actions/upload-artifact') {
    assert.ok(existsSync(path), `${path} has no files to upload`);
    cpSync(path, join(artifacts, 'uploaded'), { recursive: true });
  } else if (name === 'actions/download-artifact') {
    if (existsSync(join(artifacts, 'uploaded')))
      cpSync(join(artifacts, 'uploaded'), path, { recursive: true });
  } else assert.ok(name === 'actions/checkout' || name === 'actions/setup-node', `${uses} is not known`);
}

/** Replaces the expressions in the values of an environment. */
function withValues(
  env: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const valueOf = (text: string) =>
    text.replaceAll(/\$\{\{ *(.*?) *\}\}/g, (_, expression: string) => {
      const value = values[expression];
      assert.ok(value !== undefined, `no value is given for the expression ${expression}`);

      return value;
    });

  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, valueOf(text)]));
}
