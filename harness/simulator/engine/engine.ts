import { z } from 'zod';
import { type BrowserApp, type Tab, type WebEngine, webViewSize } from '../app.ts';
import type { Device } from '../device.ts';
import { spkiOf } from '../net/certificates.ts';
import { startChromium } from './chromium.ts';
import { startEngineListener } from './listener.ts';
import { type CdpHandlers, dispatchCdpEvent } from './page-events.ts';
import { reportBinding, reportWorld, watchPage } from './page-script.ts';
import { createTab, type EngineTab } from './tab.ts';

/**
 * Starts the web engine of an app's process: a headless Chromium of its own. Proxy and trust are what they are now, as
 * a process on Android reads them when it starts. Private tabs share one browser context, thrown away with the last.
 */
export async function launchEngine(app: BrowserApp, device: Device): Promise<WebEngine> {
  const { network } = device;
  const { engine } = app.declaration;
  const trust = engine.trust === 'platform' ? 'system' : engine.trust;
  const roots = network.trustedRoots(app.installed, trust);
  const listener = await startEngineListener(network, { uid: app.uid, proxy: network.proxy() });
  const chromium = startChromium({
    workDir: device.options.workDir,
    proxyServer: listener.proxyServer,
    userAgent: engine.userAgent,
    trustedSpkis: [...new Set(roots.map(spkiOf))],
  });
  const { cdp } = chromium;
  const tabs = new Map<string, EngineTab>();
  const sessions = new Map<string, CdpHandlers>();
  /** Targets that `openTab` asked for, by id; who waits for their session. */
  const expected = new Map<string, (sessionId: string) => void>();
  const attached = new Map<string, string>();
  let privateContext: Promise<string> | undefined;
  let crash: (how: string) => void = () => undefined;
  const crashed = new Promise<string>((resolve) => {
    crash = resolve;
  });
  let closing = false;

  const asked = (url: string) => {
    if (URL.canParse(url)) network.engineTraffic.asked(new URL(url).hostname);
  };
  /** A worker or a frame of a page's: what it asks for is the page's. */
  const helper: CdpHandlers = {
    'Network.requestWillBeSent': ({ request }) => asked(request.url),
    'Network.webSocketCreated': ({ url }) => asked(url),
  };
  const browserHandlers: CdpHandlers = {
    'Browser.downloadWillBegin': ({ frameId, url }) => tabs.get(frameId)?.downloading(url),
  };

  async function adopt(
    sessionId: string,
    info: { targetId: string; type: string; openerId?: string },
  ): Promise<void> {
    if (info.type === 'page') {
      attached.set(info.targetId, sessionId);
      expected.get(info.targetId)?.(sessionId);
      // A window that a page opened: its opener goes there instead.
      if (info.openerId !== undefined) await cdp.send('Target.closeTarget', { targetId: info.targetId });

      return;
    }
    sessions.set(sessionId, helper);
    await prepare(sessionId);
    await cdp.send('Runtime.runIfWaitingForDebugger', {}, sessionId);
  }

  async function prepare(sessionId: string): Promise<void> {
    await cdp.send('Network.enable', {}, sessionId);
    if (engine.blocks.length > 0) {
      await cdp.send(
        'Network.setBlockedURLs',
        { urlPatterns: engine.blocks.flatMap(blockPatterns) },
        sessionId,
      );
    }
    await cdp.send('Target.setAutoAttach', { ...autoAttach }, sessionId);
  }

  cdp.onEvent(({ sessionId, method, params }) => {
    const attach: CdpHandlers = {
      'Target.attachedToTarget': (event) => {
        // A target that is gone before it is set up needs no set-up.
        adopt(event.sessionId, event.targetInfo).catch(() => undefined);
      },
      'Target.detachedFromTarget': (event) => void sessions.delete(event.sessionId),
    };
    dispatchCdpEvent(attach, method, params);
    dispatchCdpEvent(sessionId === '' ? browserHandlers : (sessions.get(sessionId) ?? {}), method, params);
  });
  void chromium.ended.then(async (how) => {
    for (const tab of tabs.values()) tab.gone();
    await listener.close();
    if (!closing) crash(how);
  });

  try {
    await cdp.send('Target.setAutoAttach', { ...autoAttach });
    await watchDownloads(undefined);
  } catch (error) {
    closing = true;
    await chromium.close();
    throw error;
  }

  async function watchDownloads(browserContextId: string | undefined): Promise<void> {
    await cdp.send('Browser.setDownloadBehavior', {
      behavior: 'deny',
      eventsEnabled: true,
      browserContextId,
    });
  }

  async function openPrivateContext(): Promise<string> {
    const { browserContextId } = contextSchema.parse(await cdp.send('Target.createBrowserContext'));
    await watchDownloads(browserContextId);

    return browserContextId;
  }

  async function openTab(options: { private: boolean }): Promise<Tab> {
    privateContext = options.private ? (privateContext ?? openPrivateContext()) : privateContext;
    const browserContextId = options.private ? await privateContext : undefined;
    const created = await cdp.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { targetId } = targetSchema.parse(created);
    const sessionId =
      attached.get(targetId) ?? (await new Promise<string>((resolve) => expected.set(targetId, resolve)));
    expected.delete(targetId);
    const tab = createTab({
      cdp,
      targetId,
      sessionId,
      private: options.private,
      asked,
      crashed: () => crash('its renderer crashed'),
      close: () => closeTab(targetId),
    });
    tabs.set(targetId, tab);
    sessions.set(sessionId, tab.handlers);
    await prepare(sessionId);
    await preparePage((method, params) => cdp.send(method, params, sessionId), engine.userAgent);

    return tab;
  }

  async function closeTab(targetId: string): Promise<void> {
    const tab = tabs.get(targetId);
    if (!tab) return;
    tabs.delete(targetId);
    tab.gone();
    await cdp.send('Target.closeTarget', { targetId });
    const last = tab.private && ![...tabs.values()].some((other) => other.private);
    if (!last || !privateContext) return;
    const browserContextId = await privateContext;
    privateContext = undefined;
    await cdp.send('Target.disposeBrowserContext', { browserContextId });
  }

  return {
    pid: chromium.pid,
    openTab,
    crashed,
    async close() {
      closing = true;
      await chromium.close();
      await listener.close();
    },
  };
}

const contextSchema = z.object({ browserContextId: z.string() });
const targetSchema = z.object({ targetId: z.string() });
const autoAttach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };

/** Makes a page target the web view of a phone. */
async function preparePage(
  send: (method: string, params?: object) => Promise<unknown>,
  userAgent: string,
): Promise<void> {
  const { width, height, density } = webViewSize;
  await send('Page.enable');
  await send('Runtime.enable');
  await send('Emulation.setDeviceMetricsOverride', {
    width: Math.round(width / density),
    height: Math.round(height / density),
    deviceScaleFactor: density,
    mobile: true,
  });
  await send('Emulation.setTouchEmulationEnabled', { enabled: true });
  await send('Emulation.setUserAgentOverride', {
    userAgent,
    acceptLanguage: 'en-US,en',
    platform: 'Linux armv8l',
  });
  await send('Runtime.addBinding', { name: reportBinding, executionContextName: reportWorld });
  await send('Page.addScriptToEvaluateOnNewDocument', { source: watchPage, worldName: reportWorld });
  await send('Runtime.runIfWaitingForDebugger');
}

/** In the syntax of `URLPattern`. */
function blockPatterns(suffix: string): { urlPattern: string; block: true }[] {
  return [suffix, `*.${suffix}`].map((host) => ({ urlPattern: `*://${host}:*/*`, block: true }));
}
