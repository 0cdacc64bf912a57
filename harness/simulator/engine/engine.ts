import * as z from 'zod';
import { type BrowserApp, type Tab, type WebEngine, webViewSize } from '../app.ts';
import type { Device } from '../device.ts';
import { spkiOf } from '../net/certificates.ts';
import { CdpError } from './cdp.ts';
import { NO_BYPASS, startChromium } from './chromium.ts';
import { startOwnProxy } from './own-proxy.ts';
import { type CdpHandlers, dispatchCdpEvent, requestHandlers } from './page-events.ts';
import { createPageHosts } from './page-hosts.ts';
import { startPageProxy } from './page-proxy.ts';
import { destinationOf } from './proxy-request.ts';
import { reportBinding, reportWorld, watchPage } from './page-script.ts';
import { createTab, type EngineTab, viewport } from './tab.ts';

/**
 * Starts the web engine of an app's process: a headless Chromium of its own. It keeps the proxy and the roots that are set now,
 * as a process on Android reads them when it starts. Normal tabs share one browser context, and private tabs another one that is
 * disposed of with the last. Chromium's own context has no tab, so that its requests have a proxy of their own, which refuses them.
 */
export async function launchEngine(app: BrowserApp, device: Device): Promise<WebEngine> {
  const { network } = device;
  const { engine } = app.declaration;
  const trust = engine.trust === 'platform' ? 'system' : engine.trust;
  const roots = network.trustedRoots({ targetSdk: app.installed.targetSdk, pid: app.pid }, trust);
  const pageHosts = createPageHosts();
  const ownProxy = await startOwnProxy(network.engineTraffic);
  const pageProxy = await startPageProxy({
    network,
    uid: app.uid,
    proxy: network.proxy(),
    pageHosts,
    inFlight: device.inFlight,
  });
  const chromium = startChromium({
    workDir: device.options.workDir,
    ownProxy: `http://127.0.0.1:${ownProxy.port}`,
    userAgent: engine.userAgent,
    trustedSpkis: [...new Set(roots.map(spkiOf))],
  });
  const { cdp } = chromium;
  const tabs = new Map<string, EngineTab>();
  const sessions = new Map<string, CdpHandlers>();
  /** The tabs that `openTab` waits for, by the id of their target. */
  const expected = new Map<string, (sessionId: string) => void>();
  const attached = new Map<string, string>();
  /** The browser contexts that have tabs. Chromium's own context has targets too: parts of its user interface. */
  const pageContexts = new Set<string>();
  let normalContext: Promise<string> | undefined;
  let privateContext: Promise<string> | undefined;
  let crash: (how: string) => void = () => undefined;
  const crashed = new Promise<string>((resolve) => {
    crash = resolve;
  });
  let closing = false;

  const requested = (url: string) => {
    const host = destinationOf(url)?.host;
    if (host === undefined) return;
    pageHosts.add(host);
    network.engineTraffic.requested(host);
  };
  /** For a worker or a frame: its requests are the page's. */
  const helper: CdpHandlers = requestHandlers(requested);
  const browserHandlers: CdpHandlers = {
    'Browser.downloadWillBegin': ({ frameId, url }) => tabs.get(frameId)?.downloading(url),
  };

  async function addTab(
    sessionId: string,
    info: { targetId: string; type: string; openerId?: string; browserContextId?: string },
  ): Promise<void> {
    if (info.type === 'page') {
      attached.set(info.targetId, sessionId);
      expected.get(info.targetId)?.(sessionId);
      // A window that a page opened: its opener navigates there instead.
      if (info.openerId !== undefined) await cdp.send('Target.closeTarget', { targetId: info.targetId });

      return;
    }
    if (info.browserContextId !== undefined && !pageContexts.has(info.browserContextId)) {
      await cdp.send('Runtime.runIfWaitingForDebugger', {}, sessionId);
      return;
    }
    sessions.set(sessionId, helper);
    // Sent at once: a service worker answers only after it has been started, and a worklet knows not all of them.
    await Promise.allSettled([
      ...prepare(sessionId),
      cdp.send('Runtime.runIfWaitingForDebugger', {}, sessionId),
    ]);
  }

  function prepare(sessionId: string): Promise<unknown>[] {
    const send = (method: string, params: object) => cdp.send(method, params, sessionId);

    return [
      send('Network.enable', {}),
      send('Network.enableReportingApi', { enable: true }),
      send('Target.setAutoAttach', { ...autoAttach }),
      ...(engine.blocks.length > 0 ? [blockHosts(send, engine.blocks)] : []),
    ];
  }

  cdp.onEvent(({ sessionId, method, params }) => {
    const attach: CdpHandlers = {
      'Target.attachedToTarget': (event) => {
        // A target that has ended already needs no set-up.
        addTab(event.sessionId, event.targetInfo).catch(() => undefined);
      },
      'Target.detachedFromTarget': (event) => void sessions.delete(event.sessionId),
    };
    dispatchCdpEvent(attach, method, params);
    dispatchCdpEvent(sessionId === '' ? browserHandlers : (sessions.get(sessionId) ?? {}), method, params);
  });
  const closeProxies = () => Promise.all([ownProxy.close(), pageProxy.close()]);
  void chromium.ended.then(async (how) => {
    for (const tab of tabs.values()) tab.handleGone();
    await closeProxies();
    if (!closing) crash(how);
  });

  try {
    await cdp.send('Target.setAutoAttach', { ...autoAttach });
  } catch (error) {
    closing = true;
    await chromium.close();
    throw error;
  }

  async function openContext(): Promise<string> {
    const created = await cdp.send('Target.createBrowserContext', {
      proxyServer: pageProxy.server,
      proxyBypassList: NO_BYPASS,
    });
    const { browserContextId } = contextSchema.parse(created);
    pageContexts.add(browserContextId);
    await cdp.send('Browser.setDownloadBehavior', {
      behavior: 'deny',
      eventsEnabled: true,
      browserContextId,
    });

    return browserContextId;
  }

  async function openTab(options: { private: boolean }): Promise<Tab> {
    if (options.private) privateContext ??= openContext();
    else normalContext ??= openContext();
    const browserContextId = await (options.private ? privateContext : normalContext);
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
      requested,
      crashed: () => crash('its renderer crashed'),
      close: () => closeTab(targetId),
    });
    tabs.set(targetId, tab);
    sessions.set(sessionId, tab.handlers);
    await Promise.all(prepare(sessionId));
    await preparePage((method, params) => cdp.send(method, params, sessionId), engine.userAgent);

    return tab;
  }

  async function closeTab(targetId: string): Promise<void> {
    const tab = tabs.get(targetId);
    if (!tab) return;
    tabs.delete(targetId);
    tab.handleGone();
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
      await closeProxies();
    },
  };
}

const contextSchema = z.object({ browserContextId: z.string() });
const targetSchema = z.object({ targetId: z.string() });
const autoAttach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };

/** Gives a page target the size, touch input and user agent of a phone's web view. */
async function preparePage(
  send: (method: string, params?: object) => Promise<unknown>,
  userAgent: string,
): Promise<void> {
  await send('Page.enable');
  await send('Runtime.enable');
  await send('Emulation.setDeviceMetricsOverride', {
    ...viewport,
    deviceScaleFactor: webViewSize.density,
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

/** Blocks hosts and their subdomains. Older versions of Chromium know no `urlPatterns`, only wildcards. */
async function blockHosts(
  send: (method: string, params: object) => Promise<unknown>,
  hosts: readonly string[],
): Promise<void> {
  const names = hosts.flatMap((host) => [host, `*.${host}`]);
  const urlPatterns = names.map((name) => ({ urlPattern: `*://${name}:*/*`, block: true }));
  try {
    await send('Network.setBlockedURLs', { urlPatterns });
  } catch (error) {
    if (!(error instanceof CdpError)) throw error;
    const urls = names.flatMap((name) => [`*://${name}/*`, `*://${name}:*`]);
    await send('Network.setBlockedURLs', { urls });
  }
}
