/** The script of a timeline: its filter. Nothing of a run is in it, so that its hash is the same for every run. */
export const TIMELINE_SCRIPT = `
(() => {
  'use strict';
  const form = document.querySelector('.filter');
  const rows = [...document.querySelectorAll('tr[data-who]')];
  const onlyLeaks = document.querySelector('#only-leaks');
  const apply = () => {
    const who = new Set([...form.querySelectorAll('input[value]:checked')].map((box) => box.value));
    let shown = 0;
    for (const row of rows) {
      row.hidden = !who.has(row.dataset.who) || (onlyLeaks.checked && !row.classList.contains('found'));
      if (!row.hidden) shown += 1;
    }
    document.querySelector('#shown').textContent = shown + ' of ' + rows.length + ' moments shown';
  };
  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
  apply();
})();
`;
