export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//fields.collector.example/'));
  const fields = JSON.parse(Buffer.from(request.body));
  const columns = [];
  [3, 0, 5, 1, 6, 2, 4].forEach((index, at) => {
    const text = [...fields[['cc', 'xa', 'lb', 'r', 'uq', 'nt', 'gz'][at]]];
    columns[index] = at % 2 ? text.reverse() : text;
  });
  let url = '';
  for (let at = 0; columns[at % 7][Math.floor(at / 7)] !== undefined; at += 1)
    url += columns[at % 7][Math.floor(at / 7)];

  return url;
}
