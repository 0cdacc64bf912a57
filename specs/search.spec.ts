import { expect, scenario } from '#leakgate';

/** Searches in a private tab, with Google and DuckDuckGo as the researchers did, and opens a page. */
scenario('search', async ({ browser, site, traffic }) => {
  await browser.openPrivately();
  const google = await browser.search(site.search('google'));
  const duckDuckGo = await browser.search(site.search('duckduckgo'));
  const visit = await browser.visit(site.page());

  await expect(traffic).not.toLeak(google, duckDuckGo, visit);
});
