import { expect, scenario } from '#leakgate';

/** Follows a link from one page to the next in a private tab. */
scenario('visit-link', async ({ browser, site, traffic }) => {
  const { from, to } = site.linkedPages();
  await browser.openPrivately();
  await browser.visit(from);
  await browser.followLink(to);

  await expect(traffic).not.toLeak(from, to);
});
