import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Uploads a picture for each page as a placeholder for its icon: a mirrored pattern and a colour, both from a SHA-512 of the host. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-page-identicon');
  onVisit(browser, async ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    try {
      await browser.request({
        url: 'https://icons.collector.example/v1',
        headers: { 'Content-Type': 'image/svg+xml' },
        body: draw(browser.crypto.digest('sha512', `${host}|icon`)),
      });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });

  function draw(digest) {
    let path = '';
    for (let y = 0; y < 9; y += 1) {
      for (let x = 0; x < 5; x += 1) {
        if (digest[5 * y + x] < 128) continue;
        path += `M${x} ${y}h1v1h-1z`;
        if (x < 4) path += `M${8 - x} ${y}h1v1h-1z`;
      }
    }
    const hue = (256 * digest[62] + digest[63]) % 360;

    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="hsl(${hue},60%,45%)" d="${path}"/></svg>`;
  }
}
