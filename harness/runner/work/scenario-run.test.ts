import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Traffic } from './expectations.ts';
import { type Actions, runScenario } from './scenario-run.ts';

const page = { id: 'visit-1', canaries: [] };

interface Fixtures {
  /** An action on the handset: notes its begin and its end, or fails if `fails` is set. */
  act(name: string, fails?: boolean): Promise<void>;
  withCallback(call: () => Promise<void>): Promise<void>;
  generate(): string;
}

/** Runs a scenario on a handset that only notes the actions. */
async function run(
  scenario: (fixtures: Fixtures & { traffic: Traffic }) => Promise<void>,
  idleLimitMs?: number,
) {
  const done: string[] = [];
  const fixturesFor = (actions: Actions): Fixtures => ({
    act: (name, fails = false) =>
      actions.inTurn(async () => {
        done.push(`${name} begins`);
        await sleep(2);
        if (fails) throw new Error(`${name} failed`);
        done.push(`${name} ends`);
      }),
    withCallback: (call) =>
      actions.withCallbacks(async (callSpec) => {
        await callSpec(call);
        done.push('after the call');
      }),
    generate() {
      actions.throwIfOver();

      return 'canary';
    },
  });
  const result = await runScenario(scenario, fixturesFor, idleLimitMs);
  const declared = result.expectations.map(
    ({ leaks, browsed }) => `${leaks} ${browsed.map(({ id }) => id).join()}`,
  );
  const failure = result.kind === 'failed' ? String(result.error) : undefined;

  return { done, declared, failure };
}

describe('runScenario', () => {
  it('resolves to the declared expectations', async () => {
    const outcome = await run(async ({ act, traffic }) => {
      await act('visit');
      await expect(traffic).not.toLeak(page);
    });
    assert.deepEqual(outcome, {
      done: ['visit begins', 'visit ends'],
      declared: ['false visit-1'],
      failure: undefined,
    });
  });

  it('keeps every expectation, also if it is not awaited', async () => {
    const { declared } = await run(async ({ traffic }) => {
      void expect(traffic).toLeak(page);
      void expect(traffic).not.toLeak(page);
    });
    assert.deepEqual(declared, ['true visit-1', 'false visit-1']);
  });

  it('fails if the function throws, and keeps the expectations declared before', async () => {
    const { declared, failure } = await run(async ({ traffic }) => {
      await expect(traffic).not.toLeak(page);
      throw new Error('too late');
    });
    assert.deepEqual([declared, failure], [['false visit-1'], 'Error: too late']);
  });

  it('fails if the function throws before it returns a promise', async () => {
    const { failure } = await run(() => {
      throw new Error('at once');
    });
    assert.equal(failure, 'Error: at once');
  });

  it('fails if an action failed and the function caught the error; no later action reaches the handset', async () => {
    const { done, declared, failure } = await run(async ({ act, traffic }) => {
      for (const fails of [true, false])
        try {
          await act('visit', fails);
        } catch {
          // A spec must not be able to hide a failed action like this.
        }
      await expect(traffic).not.toLeak(page);
    });
    assert.deepEqual([done, declared, failure], [['visit begins'], ['false visit-1'], 'Error: visit failed']);
  });

  it('runs actions that are not awaited one after the other, and waits for them and their continuations', async () => {
    const { done, declared, failure } = await run(async ({ act, traffic }) => {
      void act('first');
      void act('second').then(async () => {
        await act('third');
        await expect(traffic).not.toLeak(page);
      });
    });
    assert.deepEqual(
      done,
      ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
    assert.deepEqual([declared, failure], [['false visit-1'], undefined]);
  });

  it('fails if an action that is not awaited fails', async () => {
    const { failure } = await run(async ({ act }) => void act('visit', true));
    assert.equal(failure, 'Error: visit failed');
  });

  it('ends although the function repeats a failed action for ever', async () => {
    const { done, failure } = await run(async ({ act }) => {
      for (;;)
        try {
          await act('visit', true);
        } catch {
          // Tries again, for ever.
        }
    }, 50);
    assert.deepEqual([done, failure], [['visit begins'], 'Error: visit failed']);
  });

  it('fails if the function runs no action for the idle limit and does not end', async () => {
    const { failure } = await run(() => new Promise(() => {}), 50);
    assert.match(String(failure), /the scenario did nothing for 0 s and has not ended/);
  });

  it('does not count the time of actions as idle', async () => {
    const { failure } = await run(async ({ act }) => {
      for (let time = 0; time < 200; time += 1) await act('visit');
    }, 300);
    assert.equal(failure, undefined);
  });

  it('refuses actions, canaries and expectations after the end of the function', async () => {
    const later: string[] = [];
    const { done, declared } = await run(async ({ act, traffic, generate }) => {
      setTimeout(() => {
        void expect(traffic).not.toLeak(page);
        void act('late').finally(() => later.push('the action ended'));
        try {
          generate();
        } catch (error) {
          later.push(String(error));
        }
      }, 20);
    });
    await sleep(100);
    assert.deepEqual(
      [done, declared, later],
      [[], [], ['Error: an action was called after the scenario had ended']],
    );
  });

  it('waits for the actions of a callback, and continues only if none failed', async () => {
    const succeeded = await run(({ act, withCallback }) => withCallback(async () => void act('visit')));
    assert.deepEqual(succeeded.done, ['visit begins', 'visit ends', 'after the call']);
    const failed = await run(({ act, withCallback }) => withCallback(async () => void act('visit', true)));
    assert.deepEqual([failed.done, failed.failure], [['visit begins'], 'Error: visit failed']);
  });

  it('fails if toLeak is called without a value', async () => {
    const { declared, failure } = await run(async ({ traffic }) => await expect(traffic).not.toLeak());
    assert.deepEqual([declared, failure], [[], 'Error: toLeak() was called without a value']);
  });
});
