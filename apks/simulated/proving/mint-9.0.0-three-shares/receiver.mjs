export function recover(requests) {
  const cookie = (host) => {
    const { headers } = requests.find(({ url }) => url.includes(`//${host}.collector.example/`));
    return Buffer.from((headers.Cookie ?? headers.cookie).split('=')[1], 'base64url');
  };
  const [one, two, three] = ['pixel', 'match', 'audience'].map(cookie);

  return Buffer.from(three.map((byte, at) => byte ^ one[at] ^ two[two.length - 1 - at])).toString();
}
