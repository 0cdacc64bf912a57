import { createHmac } from 'node:crypto';

const KEY = 'mint features 2283';
const PLACES = [1, 4, 6, 7, 11, 13, 16, 19, 22, 25, 26, 30];

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-flags.collector.example/'));
  const { flags } = JSON.parse(Buffer.from(request.body));
  const found = candidates.filter((url) => {
    const code = createHmac('sha256', KEY).update(url).digest().readUInt16BE();

    return PLACES.every((place, at) => ((flags >>> place) & 1) === ((code >> at) & 1));
  });

  return found.length === 1 ? found[0] : undefined;
}
