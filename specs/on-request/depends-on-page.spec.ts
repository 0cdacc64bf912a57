import { expect, scenario } from '#leakgate';

/** Visits two pages privately again and again, then two others. Shows whether anything that is sent depends on the page. */
scenario('depends-on-page', async ({ browser, blocks, traffic }) => {
  const visited = await blocks.ofTwoPages(async (pages) => {
    await browser.openPrivately();
    for (const page of pages) await browser.visit(page);
  });

  await expect(traffic).not.toLeak(...visited);
});
