/**
 * The style of every page. Colours have a contrast of at least 4.5 to 1 in both schemes (WCAG 2.2, 1.4.3), and a word says what a
 * colour says.
 */
export const STYLE = `
:root { color-scheme: light dark; --text: #1d1b20; --soft: #4a4650; --page: #fff; --panel: #f5f4f7; --line: #8a8591; --link: #0b57d0;
  --leak: #b3261e; --on-leak: #fff; --known: #b3261e; --doubt: #6b4e00; --on-doubt: #fff; --clean: #1b6b30; --mark: #ffe08a; --on-mark: #1d1b20; --warn: #fff3d6; }
@media (prefers-color-scheme: dark) { :root { --text: #e8e4ee; --soft: #c5c0cc; --page: #17151a; --panel: #232027; --line: #8f8a97; --link: #a8c7fa;
  --leak: #ffb4ab; --on-leak: #3b0907; --known: #ffb4ab; --doubt: #f2c35b; --on-doubt: #261a00; --clean: #8bd99c; --mark: #6a5200; --on-mark: #fff; --warn: #3a2f12; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 84rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 1rem 0 .5rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1rem; margin: 0 0 .4rem; } h4 { font-size: .9rem; margin: .9rem 0 .2rem; }
p { margin: .4rem 0; } ul, ol { margin: .3rem 0; padding-left: 1.3rem; } dl { margin: .3rem 0; } dd { margin: 0 0 .5rem; } dt { font-weight: 600; }
a { color: var(--link); } a:focus-visible, button:focus-visible, summary:focus-visible, input:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.soft, small { color: var(--soft); font-size: .875rem; } code, pre, .value { unicode-bidi: isolate; } code, pre, kbd { font-family: ui-monospace, monospace; font-size: .85em; }
pre { white-space: pre-wrap; background: var(--panel); border: 1px solid var(--line); border-radius: .3rem; padding: .5rem; margin: .3rem 0; }
mark { background: var(--mark); color: var(--on-mark); padding: 0 .1em; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .3rem; }
.notice { border: 2px solid var(--line); border-left-width: .5rem; background: var(--warn); border-radius: .3rem; padding: .5rem .8rem; margin: .8rem 0; } .notice p:first-child { margin-top: 0; }
.notice.changed { border-color: var(--leak); }
.tally { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; } .tally li { border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .7rem; } .tally b { font-size: 1.3rem; }
.chip { display: inline-block; border: 2px solid currentColor; border-radius: .3rem; padding: 0 .35rem; font-size: .8rem; font-weight: 600; text-decoration: none; white-space: nowrap; }
.new-leak { background: var(--leak); border-color: var(--leak); color: var(--on-leak); } .known-leak { color: var(--known); }
.undecided, .unexpected { background: var(--doubt); border-color: var(--doubt); color: var(--on-doubt); } .expected-undecided { color: var(--doubt); }
.clean, .limited, .leak-gone { color: var(--clean); } .limited { border-style: dashed; }
a.chip:hover { text-decoration: underline; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; } thead th { background: var(--panel); } .matrix th, .matrix td, .rows th { overflow-wrap: break-word; }
.scroll { overflow-x: auto; } .change { display: block; font-size: .75rem; font-weight: 600; }
.case { border: 1px solid var(--line); border-left: .4rem solid var(--line); border-radius: .3rem; padding: .7rem .9rem; margin: .7rem 0; } .case.is-leak { border-left-color: var(--leak); } .case.is-doubt { border-left-color: var(--doubt); } .case.is-clean { border-left-color: var(--clean); }
.large .case { content-visibility: auto; contain-intrinsic-size: auto 4rem; } .case:target { outline: 3px solid var(--link); } summary { cursor: pointer; } summary h3 { display: inline; } details > :not(summary) { margin-left: .2rem; }
.two { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); } @media (min-width: 60rem) { .two.with-screen { grid-template-columns: minmax(0, 1fr) 15rem; } }
figure { margin: 0; } figure img { max-width: 100%; max-height: 26rem; height: auto; border: 1px solid var(--line); background: var(--panel); } figcaption { font-size: .8rem; color: var(--soft); }
.steps { list-style: none; padding: 0; counter-reset: step; } .steps li { counter-increment: step; margin: .3rem 0; } .steps li > span::before { content: counter(step) '. '; } .steps pre { margin: .1rem 0 0 1.2rem; padding: .2rem .4rem; }
.filter { display: flex; flex-wrap: wrap; gap: .3rem .9rem; align-items: center; border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .8rem; margin: 1rem 0; }
.filter input[type=search] { font: inherit; max-width: 100%; background: var(--page); color: var(--text); border: 1px solid var(--line); } button { font: inherit; background: var(--panel); color: var(--text); border: 1px solid var(--line); border-radius: .3rem; padding: .1rem .6rem; }
[hidden] { display: none !important; } nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; padding: 0; }
${stacked('48rem', '.matrix')}
${stacked('48rem', '.rows')}
${stacked('64rem', '.some')}
${stacked('82rem', '.many')}
@media (max-width: 48rem) { .rows td { display: block; } }
.dense { font-size: .8rem; } .dense small, .dense .soft { font-size: .72rem; } .dense .chip { font-size: .72rem; padding: 0 .15rem; } footer { margin: 2.5rem auto 2rem; font-size: .85rem; color: var(--soft); }
.moments td:first-child { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .moments { font-size: .85rem; } .moments td:nth-child(2) { white-space: nowrap; } .moments tr.found td { background: var(--mark); color: var(--on-mark); } .moments tr.found a { color: inherit; } .moments tr:target td { outline: 2px solid var(--link); }
@media print { .filter, .skip, nav { display: none; } .case { break-inside: avoid; } details::details-content { content-visibility: visible; block-size: auto; } a { color: inherit; } .new-leak, .undecided { print-color-adjust: exact; } }
`;

/** A table of which each row becomes a block of labelled cells on screens up to a width. */
function stacked(width: string, table: string): string {
  return `@media (max-width: ${width}) { ${table} thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
  ${['', ' tbody', ' tr', ' th'].map((part) => table + part).join(', ')} { display: block; width: auto; } ${table} tr { border: 1px solid var(--line); margin: .5rem 0; padding: .3rem .5rem; }
  ${table} th, ${table} td { border: 0; padding: .15rem .2rem; } ${table} td { display: inline-block; } ${table} td.none { display: none; }
  ${table} td[data-label]::before { content: attr(data-label) ': '; color: var(--soft); font-size: .8rem; } }`;
}
