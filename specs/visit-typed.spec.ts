import { expect, scenario } from '#leakgate';

/** Types an address into the address bar of a private tab. */
scenario('visit-typed', async ({ browser, site, traffic }) => {
  await browser.openPrivately();
  const visit = await browser.visit(site.page());

  await expect(traffic).not.toLeak(visit);
});
