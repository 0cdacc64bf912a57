import { createHmac } from 'node:crypto';

const KEY = 'mint jar 1';
const NAMES =
  'sid,uid,vid,cid,tid,pid,ssid,psid,hsid,apisid,sess,visit,token,xsrf,csrf,nonce,ab,exp,pref,prefs,lb,route,node,edge,zone,geo,region,locale,theme,consent,device,client'.split(
    ',',
  );

export function recover(requests, candidates) {
  const { headers } = requests.find(({ url }) => url.includes('//follows-cookie-name.collector.example/'));
  const [, name] = /; (\w+)=/.exec(headers.Cookie ?? headers.cookie);
  const found = candidates.filter((url) => {
    const [first, second] = createHmac('sha256', KEY).update(url).digest();

    return `${NAMES[first % NAMES.length]}_${NAMES[second % NAMES.length]}` === name;
  });

  return found.length === 1 ? found[0] : undefined;
}
