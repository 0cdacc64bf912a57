import { createHmac } from 'node:crypto';

const KEY = 'mint edges 2';
const CITIES =
  'oslo,lima,rome,bonn,cairo,delhi,dhaka,hanoi,kyoto,lagos,milan,osaka,paris,perth,quito,riga,seoul,sofia,sucre,tunis,turin,accra,basel,dakar,doha,essen,genoa,miami,minsk,nice,porto,vigo'.split(
    ',',
  );

export function recover(requests, candidates) {
  const city = requests
    .map(({ url }) => /([\w-]+)\.follows-name-choice\.collector\.example/.exec(url)?.[1])
    .find(Boolean);
  const found = candidates.filter((url) => {
    const [first, second] = createHmac('sha256', KEY).update(url).digest();

    return `${CITIES[first % CITIES.length]}-${CITIES[second % CITIES.length]}` === city;
  });

  return found.length === 1 ? found[0] : undefined;
}
