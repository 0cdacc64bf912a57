import assert from 'node:assert/strict';
import { XMLValidator } from 'fast-xml-parser';
import { blocksOf } from './blocks.ts';
import { planBlocks } from './design.ts';
import { measure } from './measure.ts';
import { plotsOf } from './plot.ts';
import { timeInBlock, recordedSteps, urlBytesOf } from './testing/recorded-blocks.ts';

const blocks = blocksOf({ schema: 'leakgate/timeline@1', steps: recordedSteps('plot') });

function plotFor(recipient: string, slope: number): [string, string] {
  const sendings = planBlocks('plot').map((block) => ({
    at: timeInBlock(block.number),
    recipient,
    bytes: 500 + (block.number % 5) + Math.round(slope * urlBytesOf(block)),
    excludedBytes: 0,
    isRetry: false,
  }));
  const [plot] = plotsOf({ kind: 'measured', simulated: true, blocks, measured: measure(blocks, sendings) });
  assert.ok(plot);

  return plot;
}

describe('the plot of a recipient', () => {
  const [name, svg] = plotFor('a.vendor.example', 1);

  it('has a bar with bytes for each compared block, and a mean for each arm', () => {
    assert.equal(name, '1-a.vendor.example.svg');
    assert.equal(svg.match(/<title>block \d+, /g)?.length, 18);
    assert.equal(svg.match(/, long: 6\d\d\d bytes/g)?.length, 6);
    assert.equal(svg.match(/stroke-dasharray/g)?.length, 3);
  });

  it('shows the effect with its interval', () => {
    assert.match(
      svg,
      /The size follows the addresses: 1\.00 bytes for each byte of an address \(95 % interval/,
    );
    assert.match(svg, /p = 0\.0025 over all recipients, of 400 orders/);
    assert.match(plotFor('b', 0)[1], /Not decided: /);
  });

  it('is marked as simulated', () => {
    assert.match(svg, />a\.vendor\.example \(simulated\)</);
  });

  it('is valid XML for any name of a recipient', () => {
    const [file, text] = plotFor('<script>alert("&")</script>\u0007\ud800', 0.5);
    assert.equal(XMLValidator.validate(text), true);
    assert.doesNotMatch(text, /<script/);
    assert.match(text, /&lt;script&gt;alert\(&quot;&amp;&quot;\)&lt;\/script&gt; \(simulated\)</);
    assert.match(file, /^1-[a-z0-9.-]+\.svg$/);
  });

  it('is the same each time', () => assert.deepEqual(plotFor('a.vendor.example', 1), [name, svg]));

  it('is not drawn without a measurement', () => {
    assert.equal(plotsOf(undefined).size, 0);
    assert.equal(plotsOf({ kind: 'void', departures: ['x'] }).size, 0);
  });
});
