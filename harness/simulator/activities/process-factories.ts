import type { ProcessFactories } from './browser-process.ts';

/** The parts of a real app process, loaded with the first app: Chromium for the web engine, QuickJS for the release's own code. */
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
