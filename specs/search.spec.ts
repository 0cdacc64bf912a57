import { expect, scenario } from '#leakgate';

/** Searches with Google and with DuckDuckGo in a private tab, then opens a page. */
scenario('search', async ({ browser, site, traffic }) => {
  await browser.openPrivately();
  const google = await browser.search(site.search('google'));
  const duckDuckGo = await browser.search(site.search('duckduckgo'));
  const visit = await browser.visit(site.page());

  await expect(traffic).not.toLeak(google, duckDuckGo, visit);
});
