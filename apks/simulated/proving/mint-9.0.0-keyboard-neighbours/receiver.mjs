const rows = [
  '1234567890-',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'QWERTYUIOP',
  'ASDFGHJKL',
  'ZXCVBNM',
  './?:=&_%#',
];

export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//typing.collector.example/'));
  const { learned } = JSON.parse(Buffer.from(request.body));

  return [...learned]
    .map((letter) => {
      const row = rows.find((keys) => keys.includes(letter));
      return row === undefined ? letter : row.at(row.indexOf(letter) - 1);
    })
    .join('');
}
