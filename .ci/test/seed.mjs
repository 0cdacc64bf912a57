import { createRequire } from 'node:module';
import fc from 'fast-check';

// Property tests use the same values in every run, so that only a change of the code can make one fail. `LEAKGATE_SEED`
// chooses other values, and `LEAKGATE_PROPERTY_RUNS` how many. Mocha loads some test files by `require` and some by
// `import`, and fast-check keeps settings of its own for each.
/** @type {unknown} */
const required = createRequire(import.meta.url)('fast-check');
for (const each of [fc, /** @type {typeof fc} */ (required)]) {
  each.configureGlobal({
    seed: Number(process.env.LEAKGATE_SEED ?? 1),
    numRuns: Number(process.env.LEAKGATE_PROPERTY_RUNS ?? 40),
  });
}

// A run that a test starts is not a result of the CI job that runs the tests.
for (const name of ['GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY', 'GITLAB_CI']) delete process.env[name];
