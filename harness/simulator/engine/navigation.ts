import type { How, TabEvents } from '../app.ts';

export type Emit = <E extends keyof TabEvents>(event: E, data: Parameters<TabEvents[E]>[0]) => void;

interface Visit {
  url: string;
  how: How;
  requestId: string;
  committed: boolean;
  /** Who waits for it. */
  wish: Wish | undefined;
}

/** A navigation that was asked for, and whose request may not have been seen yet. */
export interface Wish {
  how: How;
  /** Undefined for one whose URL the engine knows: back, reload. */
  url: string | undefined;
  readonly done: Promise<void>;
  settle(): void;
}

export interface Navigation {
  readonly url: string;
  readonly title: string;
  readonly loading: boolean;
  /** Expects a navigation that is asked for now: done when it finished or failed, or when another took its place. */
  expect(how: How, url?: string): Wish;
  /** The engine is through with what was asked: a wish that no request came of is done. */
  answered(wish: Wish): void;
  requested(url: string, requestId: string, redirectedFrom: string | undefined): void;
  committed(url: string, unreachable: boolean): void;
  movedWithin(url: string): void;
  loaded(): void;
  failed(requestId: string, error: string): void;
  /** Ends what is under way, e.g. after a time limit or for a download; silent where `error` is undefined. */
  giveUp(error: string | undefined): void;
  titled(title: string): void;
}

/**
 * What one tab is doing, out of the engine's events, in whatever order they come: a page that is left before it has
 * loaded, a second navigation on top of the first, an error page that "loads".
 */
export function createNavigation(
  emit: Emit,
  look: () => Promise<{ title: string; text: string } | undefined>,
): Navigation {
  let url = 'about:blank';
  let title = '';
  let current: Visit | undefined;
  let wishes: Wish[] = [];

  function end(visit: Visit | undefined): void {
    if (current !== visit) return;
    current = undefined;
    visit?.wish?.settle();
  }
  function titled(next: string): void {
    if (next === title) return;
    title = next;
    if (next !== '') emit('titleChanged', { url, title });
  }
  async function finish(visit: Visit): Promise<void> {
    const seen = await look();
    if (current !== visit) return;
    if (seen) titled(seen.title);
    emit('navigationFinish', { url, title, how: visit.how });
    if (seen) emit('pageText', { url, title, text: seen.text });
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
    expect(how, wanted) {
      let settle = () => undefined as void;
      const done = new Promise<void>((resolve) => {
        settle = resolve;
      });
      const wish = { how, url: wanted, done, settle };
      wishes.push(wish);

      return wish;
    },
    answered(wish) {
      if (!wishes.includes(wish)) return;
      wishes = wishes.filter((other) => other !== wish);
      wish.settle();
    },
    requested(next, requestId, redirectedFrom) {
      if (redirectedFrom !== undefined && current?.requestId === requestId) {
        current.url = next;
        emit('redirect', { url: next, from: redirectedFrom, how: current.how });
        return;
      }
      // It takes the place of whatever was under way, and of wishes older than its own.
      current?.wish?.settle();
      const at = wishes.findIndex((wish) => wish.url === undefined || samePage(wish.url, next));
      const wish = wishes[at];
      for (const older of wishes.slice(0, Math.max(0, at))) older.settle();
      wishes = wishes.slice(at + 1);
      const how = wish?.how ?? 'link';
      current = { url: next, how, requestId, committed: false, wish };
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
    giveUp(error) {
      if (current && error !== undefined) emit('navigationFailed', { url: current.url, error });
      end(current);
    },
    titled,
  };
}

function samePage(one: string, other: string): boolean {
  const bare = (url: string) => (URL.canParse(url) ? new URL(url).href.replace(/#.*$/s, '') : url);

  return bare(one) === bare(other);
}
