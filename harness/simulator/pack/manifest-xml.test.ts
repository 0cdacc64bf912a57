import assert from 'node:assert/strict';
import { XMLParser } from 'fast-xml-parser';
import { manifestXml } from './manifest-xml.ts';
import { declarationOf } from './testing/releases.ts';

interface Manifest {
  manifest: { '@package': string; application: Record<string, unknown> };
}

describe('manifestXml', () => {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' });
  const declaration = declarationOf('mint-3.4.0');

  it('matches the declaration', () => {
    const { manifest } = parser.parse(manifestXml(declaration, 'Mint')) as Manifest;
    assert.equal(manifest['@package'], 'com.mi.globalbrowser.mini');
    assert.equal(manifest.application['@android:label'], 'Mint');
    assert.equal(manifest.application['@android:hasCode'], 'false');
    assert.equal(manifest.application['@android:debuggable'], undefined);
  });

  it('is debuggable if the declaration is', () => {
    const { manifest } = parser.parse(manifestXml({ ...declaration, debuggable: true }, 'Mint')) as Manifest;
    assert.equal(manifest.application['@android:debuggable'], 'true');
  });

  it('escapes special characters of XML', () => {
    const label = `"Mint" & <Sons>`;
    const { manifest } = parser.parse(manifestXml(declaration, label)) as Manifest;
    assert.equal(manifest.application['@android:label'], label);
  });
});
