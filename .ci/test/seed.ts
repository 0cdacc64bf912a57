import fc from 'fast-check';

// Property tests use the same values in every run, so that only a change of the code can make one fail. `LEAKGATE_SEED`
// chooses other values, and `LEAKGATE_PROPERTY_RUNS` how many.
fc.configureGlobal({
  seed: Number(process.env.LEAKGATE_SEED ?? 1),
  numRuns: Number(process.env.LEAKGATE_PROPERTY_RUNS ?? 40),
});
