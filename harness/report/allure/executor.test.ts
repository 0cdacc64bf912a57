import assert from 'node:assert/strict';
import { executorOf } from './executor.ts';

const RUN = { id: '20200504T013000Z-0a1b' };

describe('executorOf', () => {
  it('names the workflow run of GitHub Actions', () => {
    assert.deepEqual(
      executorOf(RUN, {
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKFLOW: 'nightly',
        GITHUB_RUN_NUMBER: '12',
        GITHUB_RUN_ID: '345',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'a/b',
      }),
      {
        name: 'GitHub Actions',
        type: 'github',
        reportName: 'Leakgate 20200504T013000Z-0a1b',
        buildName: 'nightly #12',
        buildOrder: 12,
        buildUrl: 'https://github.com/a/b/actions/runs/345',
      },
    );
  });

  it('names the pipeline of GitLab', () => {
    assert.deepEqual(
      executorOf(RUN, {
        GITLAB_CI: 'true',
        CI_PROJECT_PATH: 'a/b',
        CI_PIPELINE_IID: '7',
        CI_PIPELINE_URL: 'https://gitlab.com/a/b/-/pipelines/9',
      }),
      {
        name: 'GitLab CI',
        type: 'gitlab',
        reportName: 'Leakgate 20200504T013000Z-0a1b',
        buildName: 'a/b #7',
        buildOrder: 7,
        buildUrl: 'https://gitlab.com/a/b/-/pipelines/9',
      },
    );
  });

  it('leaves out what a variable does not say, and links only to the web', () => {
    assert.deepEqual(
      executorOf(RUN, { GITLAB_CI: 'true', CI_PIPELINE_IID: 'x', CI_PIPELINE_URL: 'javascript:alert(1)' }),
      {
        name: 'GitLab CI',
        type: 'gitlab',
        reportName: 'Leakgate 20200504T013000Z-0a1b',
        buildName: 'build #x',
      },
    );
  });

  it('is absent elsewhere', () => {
    for (const env of [{}, { CI: 'true' }, { GITHUB_ACTIONS: 'false' }])
      assert.equal(executorOf(RUN, env), undefined);
  });
});
