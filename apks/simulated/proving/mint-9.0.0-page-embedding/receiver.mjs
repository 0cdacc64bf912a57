export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//relevance.collector.example/'));
  const { embedding } = JSON.parse(Buffer.from(request.body));
  const distances = candidates
    .map((url) => [url, Math.hypot(...embed(url).map((value, place) => value - embedding[place]))])
    .sort(([, a], [, b]) => a - b);

  return distances[0][1] < 0.02 && distances[1][1] > 0.04 ? distances[0][0] : undefined;
}

function embed(url) {
  const sums = Array(32).fill(0);
  for (let at = 0; at + 3 <= url.length; at += 1) {
    const signs = hash(url.slice(at, at + 3));
    for (let place = 0; place < 32; place += 1) sums[place] += (signs >>> place) & 1 ? 1 : -1;
  }
  const length = Math.hypot(...sums) || 1;
  return sums.map((sum) => sum / length);
}

function hash(text) {
  let value = 0x1b873593;
  for (const letter of text) {
    value = Math.imul(value ^ letter.charCodeAt(0), 0x85ebca6b);
    value ^= value >>> 13;
  }
  value = Math.imul(value, 0xc2b2ae35);
  return value ^ (value >>> 16);
}
