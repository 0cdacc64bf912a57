/** @typedef {import('./workspace.mjs').Trial} Trial */

/**
 * Lists what a nightly run tried, and the reasons of failures and of trials that could not start.
 * @param {readonly Trial[]} trials
 * @returns {{ text: string, exitCode: 0 | 1 }} 1 where something failed or nothing was tried
 */
export function summarize(trials) {
  const count = (/** @type {Trial['state']} */ state) =>
    trials.filter((trial) => trial.state === state).length;
  const [passed, failed, untried] = [count('passed'), count('failed'), count('not tried')];
  const lines = trials.map(
    ({ subject, state, reason }) => `${state.padEnd(9)} ${subject}${reason === '' ? '' : `: ${reason}`}`,
  );

  return {
    text: [
      ...lines,
      '',
      `${passed} passed, ${failed} failed${untried > 0 ? `, ${untried} not tried` : ''}`,
    ].join('\n'),
    exitCode: failed > 0 || passed === 0 ? 1 : 0,
  };
}
