export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//hitrate.collector.example/'));

  return JSON.parse(Buffer.from(request.body))
    .caches.map(({ hits, lookups }) => {
      let text = '';
      while (hits > 0) {
        text += String.fromCharCode(30 + Math.floor(lookups / hits));
        [hits, lookups] = [lookups % hits, hits];
      }
      return text;
    })
    .join('');
}
