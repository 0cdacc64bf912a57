import fc from 'fast-check';

// Property tests draw the same in every run, so that a failure is somebody's change. `LEAKGATE_SEED` draws others.
fc.configureGlobal({ seed: Number(process.env.LEAKGATE_SEED ?? 1) });
