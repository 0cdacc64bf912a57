// What the specs import (`#leakgate` in package.json): harness/runner/index.ts, as it was built.
import { loadModule } from './build/load.mjs';

const { expect, scenario } = /** @type {typeof import('../harness/runner/index.ts')} */ (
  /** @type {unknown} */ (await loadModule('harness/runner/index.ts', 'esm'))
);

export { expect, scenario };
