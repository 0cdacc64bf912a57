import { createHmac } from 'node:crypto';

const KEY = 'mint vitals 7718';
const OPTIONAL = 'dns,tcp,tls,ttfb,fcp,lcp,cls,fid,inp,tbt,jank,heap,rtt,downlink,retries,redirects'.split(
  ',',
);
const NOISE = ['tcp', 'cls', 'inp', 'heap', 'rtt', 'redirects'];

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-field-presence.collector.example/'));
  const sent = JSON.parse(Buffer.from(request.body));
  const found = candidates.filter((url) => {
    const code = createHmac('sha256', KEY).update(url).digest().readUInt16BE();

    return OPTIONAL.every(
      (name, at) => NOISE.includes(name) || name in sent === (((code >> (15 - at)) & 1) === 1),
    );
  });

  return found.length === 1 ? found[0] : undefined;
}
