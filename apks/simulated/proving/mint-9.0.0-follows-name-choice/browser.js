import { onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

const KEY = 'mint edges 2';
const CITIES =
  'oslo,lima,rome,bonn,cairo,delhi,dhaka,hanoi,kyoto,lagos,milan,osaka,paris,perth,quito,riga,seoul,sofia,sucre,tunis,turin,accra,basel,dakar,doha,essen,genoa,miami,minsk,nice,porto,vigo'.split(
    ',',
  );

/** Resolves one of 1024 host names with each page, and checks the connection to it. A keyed hash of the address chooses the name. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-name-choice');
  onVisit(browser, async ({ url }) => {
    const [first, second] = browser.crypto.hmac('sha256', KEY, url);
    const host = `${CITIES[first % CITIES.length]}-${CITIES[second % CITIES.length]}.follows-name-choice.collector.example`;
    try {
      await browser.lookup(host);
    } catch (error) {
      browser.log('not resolved', String(error));
    }
    await tryTo(browser, { url: `https://${host}/v1/generate_204?t=${browser.now()}` });
  });
}
