export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//profiler.collector.example/'));
  const { calls } = JSON.parse(Buffer.from(request.body));
  const near = Array.from({ length: calls.length + 1 }, () => new Set());
  for (const [a, b] of calls) {
    near[a].add(b);
    near[b].add(a);
  }
  let text = '';
  for (let left = calls.length - 1; left > 0; left -= 1) {
    const leaf = near.findIndex((others) => others.size === 1);
    const [node] = near[leaf];
    near[leaf].clear();
    near[node].delete(leaf);
    if (node === 95) break;
    text += String.fromCharCode(32 + node);
  }

  return text;
}
