import { setTimeout as delay } from 'node:timers/promises';
import { EventEmitter } from 'node:events';
import * as z from 'zod';
import { type NavigationKind, type Tab, type TabEvents, webViewSize } from '../app.ts';
import { type Cdp, CdpError } from './cdp.ts';
import { fitPng } from './fit-png.ts';
import { createNavigation, type Emit } from './navigation.ts';
import { type CdpHandlers, requestHandlers } from './page-events.ts';
import { pageSchema, readPage, reportBinding, reportSchema } from './page-script.ts';

/** In CSS pixels, which are whole: up to one of them more than the web view has. */
export const viewport = {
  width: Math.ceil(webViewSize.width / webViewSize.density),
  height: Math.ceil(webViewSize.height / webViewSize.density),
};
/** Real milliseconds that a page may take to load. */
const LOAD_LIMIT_MS = 30_000;
/** A busy page does not answer: the page is then reported without its text. */
const READ_LIMIT_MS = 3000;

export interface EngineTab extends Tab {
  readonly handlers: CdpHandlers;
  /** A navigation of this tab turned out to be a download. */
  downloading(url: string): void;
  /** The target has ended. */
  handleGone(): void;
}

/** A tab of the web engine: one page target, by its CDP session. */
export function createTab(options: {
  cdp: Cdp;
  targetId: string;
  sessionId: string;
  private: boolean;
  /** Called for each URL that the page requests. */
  requested(url: string): void;
  crashed(): void;
  close(): Promise<void>;
}): EngineTab {
  const { cdp, sessionId, targetId } = options;
  const emitter = new EventEmitter();
  const emit: Emit = (event, data) => void emitter.emit(event, data);
  const send = (method: string, params?: object) => cdp.send(method, params, sessionId);
  const isMain = (frame: { frameId?: string }) => frame.frameId === targetId;

  async function read() {
    const answer = await Promise.race([
      send('Runtime.evaluate', { expression: readPage, returnByValue: true }).catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, READ_LIMIT_MS).unref()),
    ]);
    const page = z.object({ result: z.object({ value: pageSchema }) }).safeParse(answer).data?.result.value;
    for (const icon of page?.icons ?? []) options.requested(icon);

    return page;
  }
  const navigation = createNavigation(emit, read);

  /** Starts a navigation and waits until it has finished or failed. */
  async function travel(
    how: NavigationKind,
    url: string | undefined,
    start: () => Promise<unknown>,
  ): Promise<void> {
    const order = navigation.expect(how, url);
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      limit = setTimeout(() => {
        navigation.abandon('net::ERR_TIMED_OUT');
        send('Page.stopLoading').catch(() => undefined);
        resolve();
      }, LOAD_LIMIT_MS);
    });
    start().then(
      (answer) => {
        // Only `Page.navigate` waits for the server's answer. It is aborted by a download and by the next navigation.
        if (url === undefined) return;
        const { errorText } = z.object({ errorText: z.string().optional() }).parse(answer);
        navigation.answered(order, errorText === 'net::ERR_ABORTED' ? undefined : errorText);
      },
      (error: unknown) => {
        navigation.abandon(error instanceof CdpError ? error.message : String(error));
        navigation.answered(order);
      },
    );
    await Promise.race([order.done, late]);
    clearTimeout(limit);
    navigation.answered(order);
  }
  const visit = (url: string, how: NavigationKind) => travel(how, url, () => send('Page.navigate', { url }));

  /** Sends input. A page that is being replaced takes none, which is no error. */
  async function touch(method: string, params: object): Promise<void> {
    try {
      await send(method, params);
    } catch (error) {
      if (!(error instanceof CdpError && /navigated or closed/.test(error.message))) throw error;
    }
  }

  async function back(): Promise<boolean> {
    const history = z
      .object({ currentIndex: z.number(), entries: z.array(z.object({ id: z.number(), url: z.string() })) })
      .parse(await send('Page.getNavigationHistory'));
    const entry = history.entries[history.currentIndex - 1];
    // Chromium's blank first page is not part of the history of a phone's tab.
    if (!entry || entry.url === 'about:blank') return false;
    await travel('link', undefined, () => send('Page.navigateToHistoryEntry', { entryId: entry.id }));

    return true;
  }

  async function type(text: string): Promise<void> {
    for (const [at, line] of text.split('\n').entries()) {
      if (at > 0) await pressEnter(touch);
      if (line !== '') await touch('Input.insertText', { text: line });
    }
  }

  const handlers: CdpHandlers = {
    ...requestHandlers(options.requested),
    'Network.requestWillBeSent': ({ requestId, type: kind, frameId, request, redirectResponse }) => {
      options.requested(request.url);
      if (kind === 'Document' && isMain({ frameId })) {
        navigation.requested(request.url, requestId, redirectResponse?.url);
      }
    },
    'Network.loadingFailed': ({ requestId, errorText }) => navigation.failed(requestId, errorText),
    'Page.frameNavigated': ({ frame }) => {
      if (frame.parentId === undefined) {
        navigation.committed(frame.unreachableUrl ?? frame.url, frame.unreachableUrl !== undefined);
      }
    },
    'Page.navigatedWithinDocument': ({ frameId, url }) => {
      if (isMain({ frameId })) navigation.movedWithin(url);
    },
    'Page.loadEventFired': () => navigation.loaded(),
    // There is no user to answer a page's dialog.
    'Page.javascriptDialogOpening': () => {
      send('Page.handleJavaScriptDialog', { accept: true }).catch(() => undefined);
    },
    // The handset's browsers have one window: a page that opens another one navigates instead.
    'Page.windowOpen': ({ url }) => void visit(url, 'link'),
    'Runtime.bindingCalled': ({ name, payload }) => {
      if (name !== reportBinding) return;
      const report = reportSchema.parse(JSON.parse(payload));
      if (report.kind === 'title') navigation.setTitle(report.title);
      else emit('formSubmit', { url: report.url, text: report.text });
    },
    'Inspector.targetCrashed': () => options.crashed(),
  };

  return {
    id: targetId,
    private: options.private,
    handlers,
    get url() {
      return navigation.url;
    },
    get title() {
      return navigation.title;
    },
    get loading() {
      return navigation.loading;
    },
    navigate: visit,
    reload: () => travel('link', undefined, () => send('Page.reload')),
    back,
    type,
    async tap(x, y) {
      const point = { x: x / webViewSize.density, y: y / webViewSize.density };
      await touch('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
      await touch('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    },
    async scroll(dx, dy) {
      const by = [dx, dy].map((pixels) => pixels / webViewSize.density).join(', ');
      await touch('Runtime.evaluate', { expression: `scrollBy(${by})` });
    },
    async screenshot() {
      const clip = { x: 0, y: 0, ...viewport, scale: 1 };
      const png = await capture(() => send('Page.captureScreenshot', { format: 'png', clip }));

      return fitPng(png, webViewSize);
    },
    on: (event: keyof TabEvents, listener) => void emitter.on(event, listener),
    downloading(url) {
      emit('download', { url });
      navigation.abandon(undefined);
    },
    handleGone: () => navigation.abandon('the tab was closed'),
    close: () => options.close(),
  };
}

/** Real milliseconds for one screenshot, and the number of attempts. */
const CAPTURE_MS = 2_000;
const MAX_CAPTURES = 4;

/**
 * A screenshot of the page. Chromium never answers a request that comes while one page replaces another: it waits for a frame of
 * the renderer that has ended. The next request is answered.
 */
async function capture(takeScreenshot: () => Promise<unknown>): Promise<Buffer> {
  for (let attempt = 0; attempt < MAX_CAPTURES; attempt += 1) {
    const screenshot = await Promise.race([takeScreenshot(), delay(CAPTURE_MS, undefined, { ref: false })]);
    if (screenshot !== undefined)
      return Buffer.from(z.object({ data: z.string() }).parse(screenshot).data, 'base64');
  }
  throw new Error(
    `the web engine took no screenshot of the page within ${(MAX_CAPTURES * CAPTURE_MS) / 1000} s (attempts: ${MAX_CAPTURES})`,
  );
}

async function pressEnter(send: (method: string, params: object) => Promise<unknown>): Promise<void> {
  const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
  await send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
  await send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
}
