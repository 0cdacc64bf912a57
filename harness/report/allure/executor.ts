import type { Run } from '../../model/run.ts';

/** `executor.json` in Allure 2's format (allurereport.org/docs/how-it-works-executor-file). */
export interface Executor {
  name: string;
  type: string;
  reportName: string;
  buildName: string;
  buildOrder?: number;
  buildUrl?: string;
}

type Environment = Readonly<Partial<Record<string, string>>>;

/** The CI job that made the report, by the variables that GitHub Actions and GitLab set; undefined elsewhere. */
export function executorOf(run: Pick<Run, 'id'>, env: Environment): Executor | undefined {
  const reportName = `Leakgate ${run.id}`;
  if (env['GITHUB_ACTIONS'] === 'true')
    return {
      name: 'GitHub Actions',
      type: 'github',
      reportName,
      ...buildOf(
        env['GITHUB_WORKFLOW'],
        env['GITHUB_RUN_NUMBER'],
        `${env['GITHUB_SERVER_URL'] ?? ''}/${env['GITHUB_REPOSITORY'] ?? ''}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}`,
      ),
    };
  if (env['GITLAB_CI'] === 'true')
    return {
      name: 'GitLab CI',
      type: 'gitlab',
      reportName,
      ...buildOf(env['CI_PROJECT_PATH'], env['CI_PIPELINE_IID'], env['CI_PIPELINE_URL']),
    };

  return undefined;
}

function buildOf(
  name = 'build',
  order: string | undefined,
  url: string | undefined,
): Pick<Executor, 'buildName' | 'buildOrder' | 'buildUrl'> {
  const buildOrder = Number(order);

  return {
    buildName: order === undefined ? name : `${name} #${order}`,
    ...(Number.isSafeInteger(buildOrder) && { buildOrder }),
    ...(url !== undefined && /^https?:\/\//.test(url) && { buildUrl: url }),
  };
}
