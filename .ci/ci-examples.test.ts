import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { isKnownCommand } from './documents/known-command.ts';
import { rulesOf } from './workflows/rules.mjs';

const PROJECT = dirname(import.meta.dirname);
const DOCUMENT = readFileSync(join(PROJECT, 'docs/ci.md'), 'utf8');
const EXAMPLES = [...DOCUMENT.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
const COMMAND = /(?:npx leakgate|bin\/leakgate\.mjs"?) (.*)/g;

interface GitLabJob {
  extends?: string;
  stage?: string;
  script?: string[];
  cache?: { policy: string };
  artifacts?: { reports?: { junit?: string } };
}

describe('the examples of docs/ci.md', () => {
  it('are two: a workflow that uses the action, and a .gitlab-ci.yml', () => {
    assert.equal(EXAMPLES.length, 2);
  });

  it('pass inputs that the action has, and read outputs that it has', () => {
    const action = parse(readFileSync(join(PROJECT, 'action.yml'), 'utf8')) as {
      inputs: Record<string, unknown>;
      outputs: Record<string, unknown>;
    };
    const workflow = parse(EXAMPLES[0] ?? '') as {
      jobs: { leakgate: { steps: { id?: string; uses?: string; with?: Record<string, string> }[] } };
    };
    const step = workflow.jobs.leakgate.steps.find(({ id }) => id === 'leakgate');
    assert.ok(step?.with);
    for (const name of Object.keys(step.with)) assert.ok(name in action.inputs, name);
    for (const [, name = ''] of DOCUMENT.matchAll(/steps\.leakgate\.outputs\.([\w-]+)/g))
      assert.ok(name in action.outputs, name);
    assert.deepEqual(rulesOf(workflow, { isAction: false }), []);
  });

  it('have jobs of GitLab whose scripts bash can read and whose commands exist', () => {
    const { stages, ...jobs } = parse(EXAMPLES[1] ?? '') as { stages: string[] } & Record<string, GitLabJob>;
    const scripts = Object.values(jobs).flatMap(({ script = [] }) => script);
    assert.ok(scripts.length >= 5, `${scripts.length} lines`);
    for (const line of scripts) {
      assert.equal(spawnSync('bash', ['-n'], { input: line }).status, 0, line);
      for (const [, command = ''] of line.matchAll(COMMAND)) assert.ok(isKnownCommand(command), line);
    }
    for (const { stage, extends: base } of Object.values(jobs)) {
      if (stage !== undefined) assert.ok(stages.includes(stage), stage);
      if (base !== undefined) assert.ok(base in jobs, base);
    }
    assert.equal(stages.at(-1), 'gate');
    assert.equal(jobs['run']?.artifacts?.reports?.junit, 'night/results/*/bundle/report/junit.xml');
    assert.equal(jobs['pages']?.cache?.policy, 'pull-push');
  });
});

for (const file of ['.github/workflows/nightly.yml', 'action.yml'])
  describe(file, () => {
    it('uses commands and options that exist', () => {
      const commands = [...readFileSync(join(PROJECT, file), 'utf8').matchAll(COMMAND)].map(
        ([, command = '']) => command,
      );
      assert.ok(commands.length >= 4, `${commands.length} commands`);
      assert.deepEqual(
        commands.filter((command) => !isKnownCommand(command)),
        [],
      );
    });
  });
