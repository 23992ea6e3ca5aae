/** Slurm's words for why a job waits (squeue's field %r), and what they mean. The first that begins so counts. */
const reasons: readonly (readonly [reason: string, meaning: string])[] = [
  ['None', 'Slurm has not looked at it yet'],
  ['Priority', 'jobs of higher priority come first'],
  ['Resources', 'no node has what it asks for free: it is the next'],
  ['JobArrayTaskLimit', 'as many jobs of its array run as may at once'],
  ['BeginTime', 'it is not to begin yet'],
  ['Dependency', 'it waits for another job'],
  ['JobHeldUser', 'it is held by you; `scontrol release` lets it go'],
  ['JobHeldAdmin', 'it is held by an administrator'],
  ['ReqNodeNotAvail', 'the nodes that it asks for are down, drained or reserved'],
  ['Nodes required for job are DOWN', 'the nodes that it asks for are down, drained or reserved'],
  ['NodeDown', 'a node that it needs is down'],
  ['BadConstraints', 'no node can ever have what it asks for: see constraint, gres and mem of the profile'],
  ['PartitionNodeLimit', 'it asks for more than its partition allows, or than is up there'],
  ['PartitionTimeLimit', 'it asks for more time than its partition allows'],
  ['PartitionDown', 'its partition is closed'],
  ['PartitionInactive', 'its partition is closed'],
  ['PartitionConfig', 'its partition does not allow what it asks for'],
  ['AccountNotAllowed', 'its account may not use the partition'],
  ['InvalidAccount', 'there is no such account, or it is not yours'],
  ['InvalidQOS', 'there is no such quality of service, or it is not yours'],
  ['Reservation', 'it waits for its reservation'],
  ['Licenses', 'licences that it asks for are in use'],
  ['QOSMaxJobsPerUser', 'you have as many jobs as your quality of service allows at once'],
  ['QOSMaxSubmitJob', 'you have submitted as many jobs as your quality of service allows'],
  ['QOSMax', 'it is more than your quality of service allows you at once'],
  ['QOSGrp', 'all jobs of this quality of service together have as much as they may'],
  ['QOSMin', 'it asks for less than its quality of service demands'],
  ['QOS', 'it is beyond a limit of its quality of service'],
  ['AssocMaxJobs', 'you have as many jobs as your account allows at once'],
  ['AssocGrp', 'all jobs of your account together have as much as they may'],
  ['Assoc', 'it is beyond a limit of your account'],
  ['MaxMemPerLimit', 'it asks for more memory than a job may have'],
  ['launch failed requeued held', 'it could not be started, and is held; `scontrol release` tries it again'],
  [
    'JobLaunchFailure',
    'it could not be started: the node, its file system or the user is not as it should be',
  ],
  ['SystemFailure', 'Slurm itself has failed'],
  ['Cleaning', 'what it has left on its node is being removed'],
];

/** Why a job waits, in words; Slurm's own where it is none of those that are known. */
export function meaningOf(reason: string): string {
  const known = reasons.find(([begins]) => reason.startsWith(begins));
  return known ? known[1] : reason;
}
