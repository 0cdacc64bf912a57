import type { NavigationKind, TabEvents } from '../app.ts';
import { parseUrl } from '../../model/parse-url.ts';

export type Emit = <E extends keyof TabEvents>(event: E, data: Parameters<TabEvents[E]>[0]) => void;

interface Visit {
  url: string;
  how: NavigationKind;
  requestId: string;
  committed: boolean;
  /** The order that led to it; undefined where the page navigated. */
  order: Order | undefined;
}

/** A navigation that was ordered; its request may not have been reported yet. */
export interface Order {
  how: NavigationKind;
  /** Undefined where only the engine knows the URL: back, reload. */
  url: string | undefined;
  readonly done: Promise<void>;
  settle(): void;
}

export interface Navigation {
  readonly url: string;
  readonly title: string;
  readonly loading: boolean;
  /** Adds an order. It is done when the navigation has finished or failed, or when another has replaced it. */
  expect(how: NavigationKind, url?: string): Order;
  /** The engine has carried out the order, or failed with `error`: one that led to no request is done. */
  answered(order: Order, error?: string): void;
  requested(url: string, requestId: string, redirectedFrom: string | undefined): void;
  committed(url: string, unreachable: boolean): void;
  movedWithin(url: string): void;
  loaded(): void;
  failed(requestId: string, error: string): void;
  /** Ends the current navigation, e.g. at a time limit or for a download. Emits no failure where `error` is undefined. */
  abandon(error: string | undefined): void;
  setTitle(title: string): void;
}

/**
 * The state of one tab's navigation, from the engine's events in any order: a page that is left before it has loaded, a second
 * navigation during the first, an error page that "loads".
 */
export function createNavigation(
  emit: Emit,
  readPage: () => Promise<{ title: string; text: string } | undefined>,
): Navigation {
  let url = 'about:blank';
  let title = '';
  let current: Visit | undefined;
  let orders: Order[] = [];

  function end(visit: Visit | undefined): void {
    if (current !== visit) return;
    current = undefined;
    visit?.order?.settle();
  }
  function setTitle(next: string): void {
    if (next === title) return;
    title = next;
    if (next !== '') emit('titleChanged', { url, title });
  }
  async function finish(visit: Visit): Promise<void> {
    const page = await readPage();
    if (current !== visit) return;
    if (page) setTitle(page.title);
    emit('navigationFinish', { url, title, how: visit.how });
    if (page) emit('pageText', { url, title, text: page.text });
    end(visit);
  }

  return {
    get url() {
      return url;
    },
    get title() {
      return title;
    },
    get loading() {
      return current !== undefined;
    },
    expect(how, expectedUrl) {
      let settle = () => undefined as void;
      const done = new Promise<void>((resolve) => {
        settle = resolve;
      });
      const order = { how, url: expectedUrl, done, settle };
      orders.push(order);

      return order;
    },
    answered(order, error) {
      // The reply to `Page.navigate` can come before the event of the failed request.
      if (error !== undefined && current?.order === order) this.failed(current.requestId, error);
      if (!orders.includes(order)) return;
      orders = orders.filter((other) => other !== order);
      order.settle();
    },
    requested(next, requestId, redirectedFrom) {
      if (redirectedFrom !== undefined && current?.requestId === requestId) {
        current.url = next;
        emit('redirect', { url: next, from: redirectedFrom, how: current.how });
        return;
      }
      // It replaces the current navigation, and orders older than its own.
      current?.order?.settle();
      const at = orders.findIndex((order) => order.url === undefined || isSamePage(order.url, next));
      const order = orders[at];
      for (const older of orders.slice(0, Math.max(0, at))) older.settle();
      orders = orders.slice(at + 1);
      const how = order?.how ?? 'link';
      current = { url: next, how, requestId, committed: false, order };
      emit('navigationStart', { url: next, how });
    },
    committed(next, unreachable) {
      url = next;
      if (!unreachable) title = '';
      if (current && !unreachable) current.committed = true;
    },
    movedWithin(next) {
      url = next;
    },
    loaded() {
      if (current?.committed) void finish(current);
    },
    failed(requestId, error) {
      if (!current || current.requestId !== requestId || current.committed) return;
      emit('navigationFailed', { url: current.url, error });
      end(current);
    },
    abandon(error) {
      if (current && error !== undefined) emit('navigationFailed', { url: current.url, error });
      end(current);
    },
    setTitle,
  };
}

function isSamePage(a: string, b: string): boolean {
  const withoutFragment = (url: string) => parseUrl(url)?.href.replace(/#.*$/s, '') ?? url;

  return withoutFragment(a) === withoutFragment(b);
}
