import { expect, scenario } from '#leakgate';

/** Browses privately in blocks: short addresses, long addresses, or taps only. Shows whether uploads grow with the addresses. */
scenario('size-of-uploads', async ({ browser, blocks, traffic }) => {
  const visited = await blocks.inDrawnOrder({
    async visit(pages) {
      await browser.openPrivately();
      for (const page of pages) await browser.visit(page);
    },
    async tap(times) {
      await browser.openPrivately();
      for (let time = 0; time < times; time++) await browser.touchAddressBar();
    },
  });

  await expect(traffic).not.toLeak(...visited);
});
