/**
 * Reports every ten minutes that it runs, and nothing of pages.
 *
 * @param {import('../../../../simulator/script/browser.d.ts').Browser} browser
 */
export default function (browser) {
  const report = async () => {
    await browser
      .request({
        method: 'POST',
        url: 'https://conta.secreta.example/uso',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ app: 'secreta', state: 'running' }),
      })
      .catch((error) => browser.log('not sent', String(error)));
    browser.after(600_000, report);
  };

  browser.on('launch', report);
}
