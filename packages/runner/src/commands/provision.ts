import { ThawError } from '@thaw/core';
import { cacheFolder } from '@thaw/execution/environment';
import { performance } from 'node:perf_hooks';
import { defineCommand } from '../cli/command.js';
import { deviceOptions } from '../cli/common-options.js';
import { showProgress } from '../progress/show-progress.js';
import type { Provisioning } from '../provision/options.js';
import { withTimeLeft } from '../progress/time-left.js';

/** What a file system for USB sticks takes, and what most web forms do. */
const usualSplitBytes = 500e6;
const leastSplitBytes = 1e6;

export const provision = defineCommand({
  name: 'provision',
  summary:
    'Install TensorFlow for Thaw into the cache folder, as the first sweep does by itself; or carry it to a machine without a network',
  options: {
    cpu: { ...deviceOptions.cpu, description: 'The CPU build of TensorFlow, whatever the machine has' },
    gpu: {
      ...deviceOptions.gpu,
      description: 'The CUDA build of TensorFlow, whatever the machine has: also one without a GPU',
    },
    cuda: {
      kind: 'choice',
      choices: ['auto', 'wheels'],
      excludes: ['cpu'],
      description:
        "CUDA's libraries: this system's where they fit (auto, the default), or NVIDIA's wheels alone, as in a bundle",
    },
    spec: {
      kind: 'text',
      placeholder: 'FILE',
      many: true,
      description:
        'Fetch the published weights that an experiment wants too; a YAML file, or several by a glob in quotes (repeatable)',
    },
    into: {
      kind: 'path',
      placeholder: 'DIR',
      description:
        'Install into this folder instead of the cache folder; set THAW_CACHE to it when you sweep',
    },
    bundle: {
      kind: 'path',
      placeholder: 'FILE',
      description: 'Write all of it to this file and pieces beside it, for a machine without a network',
    },
    split: {
      kind: 'bytes',
      placeholder: 'SIZE',
      description: 'How large a piece of the bundle may be (default: 500MB)',
    },
    from: {
      kind: 'path',
      placeholder: 'FILE',
      excludes: ['bundle', 'split', 'spec', 'cpu', 'gpu', 'cuda'],
      description: 'Install from a bundle, without a network',
    },
  },
  examples: [
    'thaw provision',
    'thaw provision --gpu --into /opt/thaw',
    "thaw provision --gpu --spec 'experiments/*.yaml' --bundle thaw.bundle --split 50MB",
    'thaw provision --from thaw.bundle',
  ],
  async run({ cpu, gpu, cuda, spec, into, bundle, split, from }, context) {
    if (split !== undefined && split < leastSplitBytes) throw tooSmall(split);
    const progress = showProgress(false, context);
    const where: Provisioning = {
      context,
      cacheFolder: into ?? cacheFolder(context.env),
      device: gpu ? 'gpu' : cpu ? 'cpu' : 'auto',
      // What leads to another place on this system leads nowhere on another.
      cuda: cuda === 'wheels' || bundle !== undefined ? 'wheels' : 'auto',
      specs: spec,
      onProgress: withTimeLeft(
        (step) => progress.show({ type: 'progress', ...step }),
        () => performance.now(),
      ),
      onNotice: (message) => progress.show({ type: 'notice', message }),
    };
    try {
      const said = await carryOut(where, { bundle, split, from });
      progress.close();
      context.stdout.write(`${said}\n`);
      if (into !== undefined && !bundle) context.stdout.write(`sweeps find it with THAW_CACHE=${into}\n`);
      return 0;
    } catch (error) {
      progress.close();
      if (context.signal.aborted && (bundle ?? from) !== undefined)
        context.stderr.write('interrupted; what is done is kept, and the same command goes on\n');
      throw error;
    } finally {
      progress.close();
    }
  },
});

interface Carrying {
  readonly bundle: string | undefined;
  readonly split: number | undefined;
  readonly from: string | undefined;
}

async function carryOut(where: Provisioning, { bundle, split, from }: Carrying): Promise<string> {
  if (bundle !== undefined) {
    const { bundleUp } = await import('../provision/bundle-up.js');
    return bundleUp({ ...where, bundle, splitBytes: split ?? usualSplitBytes });
  }
  const { library, weights } =
    from === undefined
      ? await (await import('../provision/install.js')).install(where)
      : {
          library: await (await import('../provision/take-along.js')).takeAlong({ ...where, bundle: from }),
          weights: [],
        };
  const ready = `TensorFlow ${library.version} (${library.device}) is ready in ${library.folder}`;
  return [ready, ...weights.map((path) => `weights are ready in ${path}`)].join('\n');
}

const tooSmall = (split: number): ThawError =>
  new ThawError({
    code: 'THAW-BUNDLE-SPLIT',
    message: 'pieces as small as that are not made',
    expected: 'at least 1MB',
    found: `${split} bytes`,
    remedy: 'give --split a larger size, such as 50MB',
  });
