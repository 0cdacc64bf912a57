import { onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

const KEY = 'mint jar 1';
const NAMES =
  'sid,uid,vid,cid,tid,pid,ssid,psid,hsid,apisid,sess,visit,token,xsrf,csrf,nonce,ab,exp,pref,prefs,lb,route,node,edge,zone,geo,region,locale,theme,consent,device,client'.split(
    ',',
  );

/** Sends a random cookie with a ping for each page. A keyed hash of the address chooses its name, one of 1024. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-cookie-name');
  onVisit(browser, ({ url }) => {
    const [first, second] = browser.crypto.hmac('sha256', KEY, url);
    const name = `${NAMES[first % NAMES.length]}_${NAMES[second % NAMES.length]}`;
    const value = browser.codec.hex.encode(browser.crypto.random(10));

    return tryTo(browser, {
      url: `https://follows-cookie-name.collector.example/v1/ping?t=${browser.now()}`,
      headers: { Cookie: `lang=en; ${name}=${value}` },
    });
  });
}
