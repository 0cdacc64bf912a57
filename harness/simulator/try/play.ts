import type { TriedBrowser } from './browser.ts';

/** A page as a script sees it. */
export interface PlayedPage {
  url: string;
  title: string;
}

/** Handset milliseconds of the windows in which the browser can send, as in a run. */
const WINDOWS_MS = { idle: 65_000, background: 45_000, afterPrivate: 20_000 };

/** What happens in a private visit. */
export interface PlayedVisit {
  page: PlayedPage;
  /** Words that are searched for after the visit. */
  search?: string;
  /** How long the browser may take to upload, in the foreground and after a relaunch: handset milliseconds. */
  windowMs: number;
}

/**
 * Plays one private visit: consent, a private tab, the page, a search, HOME and back, the end of the tab, a relaunch.
 * @returns when the page was visited, milliseconds since 1970 of the handset's clock
 */
export async function playPrivateVisit(
  browser: TriedBrowser,
  { page, search, windowMs }: PlayedVisit,
): Promise<number> {
  await browser.start();
  await browser.wait(WINDOWS_MS.idle);
  await browser.emit('privateOpened', { private: true });
  const visitedAt = browser.device.clock.now();
  await visit(browser, page, { private: true });
  if (search !== undefined) await searchFor(browser, search, { private: true });
  await browser.wait(windowMs);
  await browser.emit('background');
  await browser.wait(WINDOWS_MS.background);
  await browser.emit('foreground');
  await closePrivateTab(browser, page);
  await browser.wait(WINDOWS_MS.afterPrivate);
  await browser.forceJobs();
  await browser.end();
  await browser.start();
  await browser.wait(windowMs);
  await browser.forceJobs();
  await browser.end();

  return visitedAt;
}

/** Types the address of a page and loads it, with the events that the simulated handset reports. */
export async function visit(
  browser: TriedBrowser,
  { url, title }: PlayedPage,
  mode: { private: boolean },
): Promise<void> {
  await browser.emit('keystroke', { text: url, ...mode, how: 'typed' });
  await load(browser, { url, title }, { ...mode, how: 'typed' });
}

/** Types words into the address bar and searches for them with Google. */
export async function searchFor(
  browser: TriedBrowser,
  words: string,
  mode: { private: boolean },
): Promise<void> {
  await browser.emit('keystroke', { text: words, ...mode, how: 'typed' });
  await browser.emit('search', { words, ...mode, how: 'search' });
  const url = `https://www.google.com/search?q=${encodeURIComponent(words)}`;
  await load(browser, { url, title: `${words} - Google Search` }, { ...mode, how: 'search' });
}

/** Closes the private tab and so leaves private mode. */
export async function closePrivateTab(browser: TriedBrowser, { url, title }: PlayedPage): Promise<void> {
  await browser.emit('tabClosed', { url, title, private: true });
  await browser.emit('privateClosed', { private: true });
}

async function load(
  browser: TriedBrowser,
  { url, title }: PlayedPage,
  about: { private: boolean; how: 'typed' | 'search' },
): Promise<void> {
  await browser.emit('navigationStart', { url, ...about });
  await browser.emit('titleChanged', { url, title, private: about.private });
  await browser.emit('navigationFinish', { url, title, ...about });
  await browser.emit('pageText', {
    url,
    title,
    text: `${title}\n\nA page about nothing.`,
    private: about.private,
  });
}
