// The module that specs import as `#leakgate` (package.json): the build of harness/runner/index.ts.
import { loadModule } from './build/load.mjs';

const { expect, scenario } = /** @type {typeof import('../harness/runner/index.ts')} */ (
  /** @type {unknown} */ (await loadModule('harness/runner/index.ts', 'esm'))
);

export { expect, scenario };
