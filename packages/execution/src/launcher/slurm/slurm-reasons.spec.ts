import { expect, it } from 'vitest';
import { meaningOf } from './slurm-reasons.js';

it.each([
  ['Priority', 'jobs of higher priority come first'],
  ['Resources', 'no node has what it asks for free: it is the next'],
  ['ReqNodeNotAvail, UnavailableNodes:n1', 'the nodes that it asks for are down, drained or reserved'],
  ['QOSGrpGRES', 'all jobs of this quality of service together have as much as they may'],
  ['AssocGrpCpuLimit', 'all jobs of your account together have as much as they may'],
  ['SomethingNew', 'SomethingNew'],
])('Says what Slurm means by %s', (reason, meaning) => expect(meaningOf(reason)).toBe(meaning));
