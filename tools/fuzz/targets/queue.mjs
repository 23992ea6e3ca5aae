import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stagesOf } from '../../../packages/core/dist/index.js';
import { stateText } from '../../../packages/execution/dist/files/state-file.js';
import { failureOf } from '../../../packages/execution/dist/launcher/failure.js';
import { meaningOf } from '../../../packages/execution/dist/launcher/slurm/slurm-reasons.js';
import {
  arraySize,
  listedJobs,
  submittedJob,
  toldOfJob,
} from '../../../packages/execution/dist/launcher/slurm/slurm-answers.js';
import { WorkerTail } from '../../../packages/execution/dist/launcher/queue/worker-tail.js';
import {
  driverFile,
  queueFile,
  readDriver,
  readQueueRecord,
  readSubmitted,
  readTask,
  readWorker,
  submittedFile,
  taskFile,
  workerLines,
} from '../../../packages/execution/dist/queue/index.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateJsonFile, mutateJsonLines } from '../mutate-json.mjs';
import { accepted, fingerprint, passedOver } from '../outcome.mjs';

const version = 1;
const stage = { kind: 'train', key: 'f00d', label: 'extract', runs: ['3f2a9c'], backbone: { name: 'vgg16' } };
const opening = {
  ...{ version, id: 'q', sweep: '0123456789ab', launcher: 'slurm', host: 'here', pid: 7, openedMs: 1 },
  settings: { storeFolder: '/store', workspace: '/work' },
  profile: { maxJobs: 4, partition: 'gpu' },
  ...{ maxJobs: 4, idleSeconds: 30, lookMs: 1000 },
};
const files = [
  opening,
  { version, jobs: [{ job: '12', workers: ['12_0', '12_1'], submittedMs: 1 }], excluded: ['n3'] },
  { version, launcher: 'slurm', name: 'flowers', log: '/store/log', submittedMs: 1 },
  { version, queue: 'q', label: 'extract', queuedMs: 1, task: { kind: 'train', stage } },
  {
    ...{ version, queue: 'q', label: 'features', queuedMs: 1 },
    task: { kind: 'features', stages: [{ ...stage, kind: 'features' }] },
  },
];

/** With a checksum that is right again. */
const seal = (value) => stateText({ ...value, sum: undefined });

const task = '000001';

/** Each input lies in the place of every file of a queue, of which it may be one. */
const queue = {
  name: 'queue',
  seeds: () => files.map((file) => Buffer.from(stateText(file))),
  mutate: (bytes, random, others) => mutateJsonFile(bytes, random, others, random() < 0.6 ? { seal } : {}),
  async open(folder) {
    const places = [queueFile(folder), submittedFile(folder), driverFile(folder), taskFile(folder, task)];
    for (const place of places) await mkdir(dirname(place), { recursive: true });
    return async (bytes) => {
      for (const place of places) await writeFile(place, bytes);
      const { jobs, excluded } = await readSubmitted(folder);
      const found = await readTask(folder, task);
      const wanted = found && stagesOf(found.task).map(({ key, label, runs }) => [key, label, runs.length]);
      const [record, driver] = [await readQueueRecord(folder), await readDriver(folder)];
      const said = [record?.settings.storeFolder, driver?.name, wanted];
      const workers = jobs.flatMap((job) => job.workers);
      return workers.length === 0 && excluded.length === 0 && said.every((each) => each === undefined)
        ? passedOver('set aside')
        : accepted(fingerprint([said, workers, excluded.join()]));
    };
  },
};

const timeMs = 1;
const epoch = { epoch: 1, step: 2, metrics: { loss: 1, accuracy: null }, seconds: 1, timeMs };
const problem = { code: 'THAW-X', message: 'x', found: 'y' };
const lines = [
  { type: 'began', queue: 'q', node: 'n1', pid: 7 },
  {
    type: 'opened',
    opened: {
      ...{ engine: 'tensorflow', backend: 'tensorflow', description: 'tensorflow 2.21.0' },
      capabilities: { untrainable: [], precisions: ['float32'], rematerialises: true, compiles: true },
      memory: { hostBytes: 1e9, gpus: 1 },
    },
  },
  { type: 'took', task },
  { type: 'progress', task, progress: { label: 'images', done: 1, total: 2, unit: 'images' } },
  { type: 'notice', message: 'a warning' },
  { type: 'epochs', task, after: 0, epochs: [epoch] },
  { type: 'executed', task, outcome: 'reused' },
  { type: 'failed', task, failure: { kind: 'problems', problems: [problem] } },
  { type: 'failed', failure: { kind: 'defect', stack: 'Error: x\n    at y' } },
  { type: 'gave-back', task, reason: 'signal' },
  { type: 'ended', reason: 'idle' },
];

/** What whoever hears it makes of it. */
const heard = ({ type, ...line }) => {
  if (type === 'failed') return failureOf(line.failure).message;
  if (type === 'epochs') return line.epochs.map(({ metrics }) => Object.entries(metrics));
  if (type === 'opened') return line.opened.capabilities.precisions.join();
  return type === 'progress' ? line.progress.label : [line.node, line.task, line.message, line.reason].join();
};

/** Read at once and, by whoever follows, from where it was: both hear the same. */
const workers = {
  name: 'queue-workers',
  seeds: () => [Buffer.from(lines.map((line) => `${JSON.stringify({ ...line, timeMs })}\n`).join(''))],
  mutate: mutateJsonLines,
  async open(folder) {
    const file = workerLines(folder, '12_0');
    await mkdir(dirname(file), { recursive: true });
    return async (bytes) => {
      await writeFile(file, bytes);
      const said = fingerprint(readWorker(folder, '12_0').map(heard));
      const tail = new WorkerTail(folder);
      const followed = [];
      for (let line; (line = await tail.next('12_0'));) followed.push(heard(line));
      if (fingerprint(followed) !== said) throw new Error('who follows hears something else');
      return said === '[]' ? passedOver('none') : accepted(said);
    };
  },
};

const answers = [
  '12_3|PENDING|Resources|\n12_4|PENDING|ReqNodeNotAvail, UnavailableNodes:n1|\n13|RUNNING|None|n1\n',
  '12;west\n',
  'MaxJobCount             = 10000\nMaxArraySize            = 1001\n',
  'JobId=12 JobName=thaw JobState=FAILED Reason=NonZeroExitCode ExitCode=1:0 NodeList=n1 Comment=(null)\n',
];

const slurm = {
  name: 'slurm',
  seeds: () => answers.map((text) => Buffer.from(text)),
  mutate: mutateBytes,
  open: () => (bytes) => {
    const text = Buffer.from(bytes).toString();
    const jobs = listedJobs(text).map((job) => ({ ...job, why: meaningOf(job.reason) }));
    const size = arraySize(text);
    if (!(size >= 1)) throw new Error(`arrays of ${size} jobs`);
    const [job, told] = [submittedJob(text), toldOfJob(text)];
    const isNothing = jobs.length === 0 && size === 1 && job === undefined && told === undefined;
    return isNothing ? passedOver('nothing') : accepted(fingerprint([jobs, job, size, told]));
  },
};

export const targets = [queue, workers, slurm];
