import { createHmac } from 'node:crypto';

export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//ids.collector.example/'));
  const letters = JSON.parse(Buffer.from(request.body)).impressions.map(
    (id) => createHmac('sha256', 'mint impressions').update(id).digest().readUInt16BE() % 40,
  );

  return letters
    .slice(0, letters.indexOf(0))
    .map((letter) => 'abcdefghijklmnopqrstuvwxyz0123456789-.:'[letter - 1])
    .join('');
}
