import { loadSpec, readSite } from '../../../packages/core/dist/index.js';
import { backbones } from '../../../packages/backbones/dist/index.js';
import { mutateText } from '../mutate-json.mjs';
import { accepted, fingerprint } from '../outcome.mjs';

const text = `
name: flowers
seed: 7
data: { root: ../images, split: { validation: 0.2, test: 0.1 }, augment: { flip: both, variants: 2 }, maxPixels: 1000 }
backbone: { name: mobilenetv2, weights: random, imageSize: 96 }
head: { pool: max, hidden: [8, 4], dropout: 0.1 }
loss: { labelSmoothing: 0.1, classWeights: { a: 2, b: 0.5 } }
phases:
  - &first
    name: extract
    epochs: 2
    optimizer: { name: sgd, momentum: 0.9, schedule: { name: plateau, metric: val_loss } }
  - <<: *first
    name: fine-tune
    trainable: { from: block_16_expand }
    stop: { metric: val_accuracy, patience: 2 }
sweep:
  method: random
  runs: 3
  objective: { metric: val_loss, goal: minimize }
  parameters:
    head.dropout: [0.0, 0.5]
    phases.extract.optimizer.learningRate: { logUniform: [1e-4, 1e-2], steps: 2 }
tracking: { experiment: e, tags: { a: b }, model: none }
schedule: { cron: "0 2 * * *", timeZone: UTC, catchUp: one, within: 20h }
`;

/** What YAML takes for more than text. */
const snippets = [
  ...[
    '&a ',
    '*a',
    '*first',
    '<<: ',
    '!!binary ',
    '!!int ',
    '? ',
    '|\n',
    '>-\n',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '{',
    '}',
  ],
  ...[
    '[',
    ']',
    '- ',
    ': ',
    '\t',
    '\r',
    '.nan',
    '.inf',
    '1e999',
    '0x',
    '~',
    '"',
    "'",
    '#',
    '__proto__: 1\n',
    '${env:HOME}',
  ],
];

function withSnippet(bytes, random) {
  const before = bytes.toString();
  const at = Math.floor(random() * before.length);
  const snippet = snippets[Math.floor(random() * snippets.length)];
  return Buffer.from(before.slice(0, at) + snippet.repeat(random() < 0.05 ? 2000 : 1) + before.slice(at));
}

const mutate = (bytes, random, others) =>
  random() < 0.4
    ? withSnippet(Buffer.from(bytes), random)
    : Buffer.from(mutateText(Buffer.from(bytes).toString(), random, others));

const spec = {
  name: 'spec',
  seeds: () => [Buffer.from(text)],
  mutate,
  open: () => (bytes) => {
    const { runs } = loadSpec(Buffer.from(bytes).toString(), {
      file: 'spec.yaml',
      backbones,
      resolvePath: (path) => `/${path}`,
    });
    return accepted(fingerprint(runs.map(({ config }) => config)));
  },
};

/** What holds for all specs of a site. */
const site = {
  name: 'site',
  seeds: () => [
    Buffer.from(
      'launcher:\n  slurm: { partition: gpu, time: "4:00:00", mem: 8G, gres: "gpu:1", maxJobs: 8 }\n',
    ),
  ],
  mutate,
  open: () => (bytes) => accepted(fingerprint(readSite(Buffer.from(bytes).toString(), 'thaw.site.yaml'))),
};

export const targets = [spec, site];
