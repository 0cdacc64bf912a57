/**
 * Reports the address of each page, in base64.
 *
 * @param {import('../../../../simulator/script/browser.d.ts').Browser} browser
 */
export default function (browser) {
  browser.on('navigationFinish', async ({ url = '' }) => {
    const page = browser.codec.base64.encode(browser.codec.utf8.encode(url));
    await browser
      .request({
        method: 'POST',
        url: 'https://log.gupt.example/v1/open',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ event: 'open', page }),
      })
      .catch((error) => browser.log('not sent', String(error)));
  });
}
