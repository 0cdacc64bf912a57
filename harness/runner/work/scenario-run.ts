import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Expectation, ScenarioResult, Traffic } from './expectations.ts';

/** How the fixtures of a scenario act on the handset. An action that fails fails the scenario, even if the spec catches the error. */
export interface Actions {
  /** Runs an action after all actions that were requested before, whether the spec awaits them or not. */
  inTurn<T>(action: () => Promise<T>): Promise<T>;
  /** Runs an action that calls back into the spec: each call through `calling`, which waits for the actions that it asks for. */
  withCallbacks<T>(action: (calling: (call: () => Promise<void>) => Promise<void>) => Promise<T>): Promise<T>;
  /** @throws if the scenario has ended or failed: what it requests then belongs to no run */
  throwIfOver(): void;
}

/** Real milliseconds without an action after which a scenario that has not ended counts as failed: nothing can stop it. */
const IDLE_LIMIT_MS = 120_000;
const IDLE_POLL_MS = 250;
const END_POLL_MS = 10;
const NEVER = new Promise<never>(() => {});

/**
 * Runs the function of a scenario once, and every action that it asks for. Never rejects: if the function throws, or one of
 * its actions fails, the result is `failed` and no later action reaches the handset. A `try` in a spec hides nothing, and a
 * missing `await` changes nothing.
 */
export async function runScenario<F>(
  run: (fixtures: F & { traffic: Traffic }) => Promise<void>,
  fixturesFor: (actions: Actions) => F,
  idleLimitMs = IDLE_LIMIT_MS,
): Promise<ScenarioResult> {
  const expectations: Expectation[] = [];
  const state = createRunState();
  const traffic: Traffic = {
    declare(expectation) {
      if (expectation.browsed.length === 0) state.fail(new Error('toLeak() was called without a value'));
      else if (!state.isOver()) expectations.push(expectation);
    },
  };
  try {
    const ended = (async () => await run({ ...fixturesFor(state.actions), traffic }))();
    await Promise.race([ended, state.idleFor(idleLimitMs)]);
  } catch (error) {
    state.fail(error);
  }
  await state.end();
  const failure = state.failure();

  return failure ? { kind: 'failed', error: failure.error, expectations } : { kind: 'ended', expectations };
}

interface RunState {
  actions: Actions;
  fail(error: unknown): void;
  failure(): { error: unknown } | undefined;
  isOver(): boolean;
  /** Rejects once no action has run for so long; resolves when the run is over. */
  idleFor(limitMs: number): Promise<void>;
  /** Waits for actions that were not awaited, then refuses all others. */
  end(): Promise<void>;
}

function createRunState(): RunState {
  let failure: { error: unknown } | undefined;
  let isOver = false;
  let waiting = 0;
  let running = 0;
  let lastActive = performance.now();
  let lastAction: Promise<unknown> = Promise.resolve();

  const fail = (error: unknown): void => void (failure ??= { error });
  const throwIfOver = (): void => {
    if (isOver) throw new Error('an action was called after the scenario had ended');
    if (failure)
      throw new Error('an action was called after the scenario had failed', { cause: failure.error });
  };
  const setRunning = (change: 1 | -1): void => {
    running += change;
    lastActive = performance.now();
  };
  const perform = async <T>(after: Promise<unknown>, action: () => Promise<T>): Promise<T> => {
    waiting += 1;
    try {
      // A turn of the event loop: a spec that repeats a failed action for ever must not block this process.
      await nextTurn();
      await after;
      if (isOver) await NEVER; // A spec that repeats a failed action for ever waits here.
      throwIfOver();
    } finally {
      waiting -= 1;
    }
    setRunning(1);
    try {
      return await action();
    } catch (error) {
      fail(error);
      throw error;
    } finally {
      setRunning(-1);
    }
  };
  /** `perform` keeps the failure. If the spec does not await the action, its rejection must not end this process. */
  const withHandledRejection = <T>(action: Promise<T>): Promise<T> => {
    action.catch(() => {});

    return action;
  };
  const callSpec = async (call: () => Promise<void>): Promise<void> => {
    setRunning(-1);
    try {
      await call();
      await lastAction;
    } finally {
      setRunning(1);
    }
    throwIfOver();
  };

  return {
    actions: {
      inTurn(action) {
        const performed = withHandledRejection(perform(lastAction, action));
        lastAction = performed.catch(() => {}); // The next action sees the failure in `throwIfOver`.

        return performed;
      },
      withCallbacks: (action) => withHandledRejection(perform(Promise.resolve(), () => action(callSpec))),
      throwIfOver,
    },
    fail,
    failure: () => failure,
    isOver: () => isOver,
    async idleFor(limitMs) {
      while (!isOver) {
        await sleep(IDLE_POLL_MS);
        if (running === 0 && performance.now() - lastActive > limitMs)
          throw new Error(`the scenario did nothing for ${Math.round(limitMs / 1000)} s and has not ended`);
      }
    },
    async end() {
      do {
        while (running > 0 || (waiting > 0 && !failure)) await sleep(END_POLL_MS);
        await nextTurn();
      } while (waiting > 0 && !failure);
      isOver = true;
    },
  };
}
