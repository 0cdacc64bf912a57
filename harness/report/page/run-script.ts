/**
 * The script of the run's page: filters, opening and closing. Nothing of a run is in it, so that its hash is the same for every run.
 */
export const RUN_SCRIPT = `
(() => {
  'use strict';
  const form = document.querySelector('.filter');
  const cases = [...document.querySelectorAll('[data-outcome]')];
  const rows = [...document.querySelectorAll('[data-row]')];
  const status = document.querySelector('#shown');
  const all = (open) => document.querySelectorAll('main details').forEach((each) => { each.open = open; });
  const apply = () => {
    const outcomes = new Set([...form.querySelectorAll('input[type=checkbox]:checked')].map((box) => box.value));
    const words = form.querySelector('input[type=search]').value.toLowerCase().split(/\\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.includes(word));
    let shown = 0;
    for (const each of cases) {
      each.hidden = !outcomes.has(each.dataset.outcome) || !fits(each.dataset.text);
      if (!each.hidden) shown += 1;
    }
    for (const row of rows) row.hidden = !fits(row.dataset.row);
    status.textContent = shown + ' of ' + cases.length + ' cases shown';
  };
  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    target.hidden = false;
    for (let each = target; each; each = each.parentElement) if (each.tagName === 'DETAILS') each.open = true;
    for (const each of target.querySelectorAll(':scope > details')) each.open = true;
    target.scrollIntoView();
  };
  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  document.querySelector('#open-all').addEventListener('click', () => all(true));
  document.querySelector('#close-all').addEventListener('click', () => all(false));
  addEventListener('hashchange', openTarget);
  addEventListener('beforeprint', () => all(true));
  apply();
  openTarget();
})();
`;
