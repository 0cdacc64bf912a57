export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//views.collector.example/'));
  const { view, parent } = JSON.parse(Buffer.from(request.body));
  const hash = (letters, factor) =>
    letters.reduce((sum, letter) => (Math.imul(sum, factor) + letter.codePointAt(0)) | 0, 0);

  return candidates.find((url) => hash([...url], 131) === view && hash([...url].reverse(), 1313) === parent);
}
