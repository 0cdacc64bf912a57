import type { ProcessFactories } from './browser-process.ts';

/** Chromium as web engine and QuickJS for the release's own code; loaded with the first app. */
export const processFactories: ProcessFactories = {
  async launchEngine(app, device) {
    const { launchEngine } = await import('../engine/engine.ts');

    return launchEngine(app, device);
  },
  async startScript(app, device, source) {
    const { startScript } = await import('../script/host.ts');

    return startScript(app, device, source);
  },
};
