import { expect, scenario } from '#leakgate';

/**
 * Searches privately for the same two words again and again, then for two others. Shows whether anything that is sent depends on
 * them. A page with a control, which proves the recorder, comes after the blocks.
 */
scenario('search-depends-on-words', async ({ browser, blocks, site, traffic }) => {
  const searched = await blocks.ofTwoSearches('google', async (searches) => {
    await browser.openPrivately();
    for (const search of searches) await browser.search(search);
  });
  const visit = await browser.visit(site.page());

  await expect(traffic).not.toLeak(...searched, visit);
});
