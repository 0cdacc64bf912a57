import assert from 'node:assert/strict';
import { caseId, folderOfCase } from './case.ts';

const sha256 = '1a2b3c4d'.repeat(8);
const release = { family: 'mint', versionName: '3.4.0', sha256 };

describe('the id of a case', () => {
  const ids: [Parameters<typeof caseId>[0]['mode'], string][] = [
    [{ private: true, statistics: 'default' }, 'mint@3.4.0~1a2b3c4d/visit-typed/private'],
    [{ private: true, statistics: 'off' }, 'mint@3.4.0~1a2b3c4d/visit-typed/private.off'],
    [{ private: false, statistics: 'default' }, 'mint@3.4.0~1a2b3c4d/visit-typed/normal'],
  ];
  for (const [mode, id] of ids)
    it(`is ${id}`, () => assert.equal(caseId({ release, scenario: 'visit-typed', mode }), id));

  it('differs for another APK of the same version', () =>
    assert.notEqual(
      caseId({ release, scenario: 'search', mode: ids[0]![0] }),
      caseId({ release: { ...release, sha256: '0'.repeat(64) }, scenario: 'search', mode: ids[0]![0] }),
    ));

  it('becomes a folder name without a slash', () =>
    assert.equal(
      folderOfCase('mint@3.4.0~1a2b3c4d/visit-typed/private.off'),
      'mint@3.4.0~1a2b3c4d.visit-typed.private.off',
    ));
});
