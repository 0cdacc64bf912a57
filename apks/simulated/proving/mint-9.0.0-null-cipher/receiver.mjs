export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//segments.collector.example/'));

  return JSON.parse(Buffer.from(request.body))
    .segments.map((id) => ({ 6: '-', 7: '.', 8: id[3] })[id.length])
    .join('');
}
