import { describe, expect, it } from 'vitest';
import { ThawError } from '../errors/problem.js';
import { clusterAsks, readSite } from './read-site.js';

const thrownBy = (read: () => unknown) => {
  try {
    read();
    return [];
  } catch (error) {
    return (error as ThawError).problems;
  }
};
const problemsOf = (text: string) =>
  thrownBy(() => readSite(text, 'thaw.site.yaml')).map(
    ({ code, position }) => `${code} ${position?.file}:${position?.line}:${position?.column}`,
  );

describe('a site file', () => {
  it('says what a cluster is asked for', () => {
    const site = readSite('launcher:\n  slurm: { partition: gpu, time: 2:00:00, maxJobs: 16 }\n', 'site');
    expect(site).toEqual({ launcher: { slurm: { partition: 'gpu', time: '2:00:00', maxJobs: 16 } } });
    expect(readSite('# nothing yet\n', 'site')).toEqual({});
  });

  it('is refused with all that is wrong with it, and where', () => {
    expect(
      problemsOf('launcher:\n  slurm:\n    mem: lots\n    maxJobs: 0\n    partion: gpu\nseed: 1\n'),
    ).toEqual([
      'THAW-SPEC-WRONG-VALUE thaw.site.yaml:3:10',
      'THAW-SPEC-WRONG-VALUE thaw.site.yaml:4:14',
      'THAW-SPEC-UNKNOWN-KEY thaw.site.yaml:5:5',
      'THAW-SPEC-UNKNOWN-KEY thaw.site.yaml:6:1',
    ]);
    expect(
      problemsOf(
        'launcher:\n  ssh:\n    hosts: [gpu1, -oProxyCommand=x, { host: gpu2, gpus: [-1] }, { gpu: 1 }]\n',
      ),
    ).toEqual([
      'THAW-SPEC-WRONG-VALUE thaw.site.yaml:3:19',
      'THAW-SPEC-WRONG-VALUE thaw.site.yaml:3:58',
      'THAW-SPEC-MISSING-KEY thaw.site.yaml:3:65',
      'THAW-SPEC-UNKNOWN-KEY thaw.site.yaml:3:67',
    ]);
    expect(problemsOf('launcher: [')).toEqual([expect.stringContaining('THAW-SPEC-SYNTAX')]);
  });

  it('is refused where it holds a password, which is not printed', () => {
    const text = 'launcher:\n  ray: { address: "http://me:sesame@head:8265" }\n';
    const [problem] = thrownBy(() => readSite(text, 'thaw.site.yaml'));
    expect(problem).toMatchObject({ code: 'THAW-SPEC-WRONG-VALUE', position: { line: 2, column: 19 } });
    expect(JSON.stringify(problem)).not.toContain('sesame');
  });

  it('comes after what the spec says, key by key', () => {
    const site = { slurm: { partition: 'cpu', account: 'vision' } };
    expect(clusterAsks('slurm', { slurm: { partition: 'gpu' } }, site)).toEqual({
      ...{ partition: 'gpu', account: 'vision' },
    });
  });
});
