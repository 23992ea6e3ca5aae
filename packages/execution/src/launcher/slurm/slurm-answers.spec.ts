import { describe, expect, it } from 'vitest';
import { arraySize, listedJobs, submittedJob, toldOfJob } from './slurm-answers.js';

describe('what Slurm prints', () => {
  it('of jobs is read line by line, whatever a site prints beside it', () => {
    const text = 'Welcome!\n12_3|PENDING|Resources|\n13|RUNNING|None|n1\n14|PENDING\n|||\n';
    expect(listedJobs(text)).toEqual([
      { name: '12_3', state: 'PENDING', reason: 'Resources', node: '' },
      { name: '13', state: 'RUNNING', reason: 'None', node: 'n1' },
    ]);
  });

  it.each([
    ['12\n', '12'],
    ['12;west\n', '12'],
    ['Welcome to the cluster 7\n\n--> 3 hours left\n12\n', '12'],
    ['', undefined],
    ['Submitted batch job\n', undefined],
  ])('of a job that is submitted is its id: %j', (text, id) => expect(submittedJob(text)).toBe(id));

  it('of its configuration is how large arrays may be', () => {
    expect(arraySize('Foo = 1\nMaxArraySize            = 1001\n')).toBe(1001);
    expect(arraySize('MaxArraySize = 0\n')).toBe(1);
    expect(arraySize('')).toBe(1);
  });

  it('of a job is what it came to', () => {
    expect(toldOfJob('JobId=12 JobState=FAILED Reason=None ExitCode=1:0 NodeList=(null)')).toBe(
      'JobState=FAILED ExitCode=1:0',
    );
    expect(toldOfJob('')).toBeUndefined();
  });
});
