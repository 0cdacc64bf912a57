import { expect, scenario } from '#leakgate';

/** Searches privately for the same two words again and again, then for two others. Shows whether anything that is sent depends on them. */
scenario('search-depends-on-words', async ({ browser, blocks, traffic }) => {
  const searched = await blocks.ofTwoSearches('google', async (searches) => {
    await browser.openPrivately();
    for (const search of searches) await browser.search(search);
  });

  await expect(traffic).not.toLeak(...searched);
});
