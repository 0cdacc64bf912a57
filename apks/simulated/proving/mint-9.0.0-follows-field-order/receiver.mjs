import { createHmac } from 'node:crypto';

const KEY = 'mint health 5520';
const FIELDS = ['session', 'at', 'battery', 'memory', 'frames', 'taps', 'count', 'online'];

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-field-order.collector.example/'));
  const names = Object.keys(JSON.parse(Buffer.from(request.body))).join();
  const found = candidates.filter((url) => orderOf(url).join() === names);

  return found.length === 1 ? found[0] : undefined;
}

function orderOf(url) {
  let order = createHmac('sha256', KEY).update(url).digest().readUInt32BE() % 40320;
  const left = [...FIELDS];
  const names = [];
  while (left.length > 0) {
    const size = left.length;
    names.push(...left.splice(order % size, 1));
    order = Math.floor(order / size);
  }

  return names;
}
