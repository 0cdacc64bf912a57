import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { type Chromium, startChromium } from '../engine/chromium.ts';

/** A page of a run in headless Chromium. */
export interface OpenPage {
  /** Evaluates an expression in the page; the result must be JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** What axe-core complains about: each rule with the first element. No result of any level is left out. */
  axe(): Promise<string[]>;
  /** URLs that the page requested, itself included. */
  readonly requested: readonly string[];
  /** Messages of the console: errors, and what its policy blocked. */
  readonly messages: readonly string[];
  /** A picture of the top of the page, as PNG. @param height pixels */
  picture(height: number): Promise<Buffer>;
  /** Milliseconds from the navigation to the `load` event. */
  readonly loadMs: number;
}

export interface PageView {
  width: number;
  dark?: boolean;
  script?: boolean;
  /** The place in the page that a link leads to. */
  place?: string;
}

export interface PageBrowser {
  /** Opens a file by its path, or an address. */
  open(file: string, view: PageView): Promise<OpenPage>;
  close(): Promise<void>;
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const sessionSchema = z.object({ sessionId: z.string() });
const targetSchema = z.object({ targetId: z.string() });
const resultSchema = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z.object({ text: z.string() }).loose().optional(),
});
const requestSchema = z.object({ request: z.object({ url: z.string() }) });
const entrySchema = z.object({ entry: z.object({ text: z.string() }) });
const pictureSchema = z.object({ data: z.string() });
const axeSchema = z.array(z.string());

/** Starts headless Chromium for pages on this disk, and for those that a proxy answers. */
export function startPageBrowser(workDir: string, ownProxy = 'http://127.0.0.1:9'): PageBrowser {
  const chromium: Chromium = startChromium({
    workDir,
    ownProxy,
    userAgent: 'Leakgate',
    trustedSpkis: [],
  });
  const { cdp } = chromium;

  return {
    async open(file, { width, dark = false, script = true, place }) {
      const { targetId } = targetSchema.parse(await cdp.send('Target.createTarget', { url: 'about:blank' }));
      const { sessionId } = sessionSchema.parse(
        await cdp.send('Target.attachToTarget', { targetId, flatten: true }),
      );
      const send = (method: string, params: object = {}) => cdp.send(method, params, sessionId);
      const requested: string[] = [];
      const messages: string[] = [];
      let loaded: () => void = () => undefined;
      const load = new Promise<void>((resolve) => {
        loaded = resolve;
      });
      cdp.onEvent((event) => {
        if (event.sessionId !== sessionId) return;
        if (event.method === 'Page.loadEventFired') loaded();
        if (event.method === 'Network.requestWillBeSent')
          requested.push(requestSchema.parse(event.params).request.url);
        if (event.method === 'Log.entryAdded') messages.push(entrySchema.parse(event.params).entry.text);
        if (event.method === 'Runtime.exceptionThrown') messages.push(JSON.stringify(event.params));
        if (event.method === 'Page.javascriptDialogOpening') {
          messages.push(`dialog: ${JSON.stringify(event.params)}`);
          void send('Page.handleJavaScriptDialog', { accept: false });
        }
      });
      for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await send(`${domain}.enable`);
      await send('Emulation.setDeviceMetricsOverride', {
        width,
        height: 800,
        deviceScaleFactor: 1,
        mobile: false,
      });
      await send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
      });
      if (!script) await send('Emulation.setScriptExecutionDisabled', { value: true });
      const from = performance.now();
      await send('Page.navigate', {
        url: `${file.startsWith('http://') ? file : pathToFileURL(file).href}${place === undefined ? '' : `#${place}`}`,
      });
      await load;
      const loadMs = performance.now() - from;
      const evaluate = async (expression: string): Promise<unknown> => {
        const { result, exceptionDetails } = resultSchema.parse(
          await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }),
        );
        if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));

        return result.value;
      };

      return {
        evaluate,
        async axe() {
          await evaluate(`${await readFile(AXE, 'utf8')};0`);

          return axeSchema.parse(
            await evaluate(
              `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => id + ' (' + impact + '): ' + nodes[0].html.slice(0, 300) + ' ' + nodes[0].failureSummary))`,
            ),
          );
        },
        async picture(height) {
          const { data } = pictureSchema.parse(
            await send('Page.captureScreenshot', {
              format: 'png',
              clip: { x: 0, y: 0, width, height, scale: 1 },
              captureBeyondViewport: true,
            }),
          );

          return Buffer.from(data, 'base64');
        },
        requested,
        messages,
        loadMs,
      };
    },
    close: () => chromium.close(),
  };
}
