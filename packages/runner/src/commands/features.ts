import { ThawError, type OnProgress } from '@thaw/core';
import { requireOutput, requireWritableTemporary } from '@thaw/execution/files';
import { ignoreInGit } from '@thaw/execution/store';
import { stageSettings } from '../api/backend.js';
import { whileUploading } from '../api/while-uploading.js';
import { defineCommand } from '../cli/command.js';
import { cacheOptions, digestOptions, storeOptions } from '../cli/common-options.js';
import { writePooledFeatures } from '../features/write-pooled-features.js';
import { folderSource, specSource, type FeatureSource } from '../features/feature-source.js';
import type { Session } from '../api/open-session.js';
import { showProgress } from '../progress/show-progress.js';
import { backendOf, backendOptions, deviceOf } from './backend-options.js';
import { refuseOwnInput } from './refuse-own-input.js';
import { openToWrite } from './session.js';
import { weightsConfig } from './weights-config.js';

export const features = defineCommand({
  name: 'features',
  summary: 'Write the pooled features of images, one row an image, for use in other tools',
  options: {
    spec: {
      kind: 'path',
      placeholder: 'FILE',
      positional: true,
      description: 'Take images and backbone from this spec',
    },
    set: {
      kind: 'text',
      placeholder: 'PATH=VALUE',
      many: true,
      description: 'Override one value of the spec (repeatable)',
    },
    backbone: {
      kind: 'text',
      placeholder: 'NAME',
      excludes: ['spec'],
      description: 'The network, without a spec',
    },
    weights: {
      kind: 'text',
      placeholder: 'WEIGHTS',
      excludes: ['spec'],
      description: 'imagenet (the default), random, or a weights file',
    },
    imageSize: {
      kind: 'integer',
      placeholder: 'N',
      minimum: 1,
      excludes: ['spec'],
      description: "Side in pixels (default: the network's own)",
    },
    images: {
      kind: 'path',
      placeholder: 'DIR',
      excludes: ['spec'],
      description: 'A folder of images, without a spec',
    },
    out: {
      kind: 'path',
      placeholder: 'FILE',
      required: true,
      description: 'The .npy file; paths go into a .csv beside it',
    },
    ...storeOptions,
    ...cacheOptions,
    ...digestOptions,
    ...backendOptions,
  },
  examples: [
    'thaw features --spec experiments/xception.yaml --out features.npy',
    'thaw features --backbone resnet50 --images photos --out photos.npy',
  ],
  async run(options, context) {
    const progress = showProgress(false, context);
    const onNotice = (message: string) => progress.show({ type: 'notice', message });
    try {
      const onProgress: OnProgress = (step) => progress.show({ type: 'progress', ...step });
      const session = await openToWrite(options, context, { onNotice, onProgress });
      if (options.spec !== undefined) refuseOwnInput(options.out, options.spec, 'the spec itself');
      await requireOutput(options.out);
      await session.place.requireWritable();
      await requireWritableTemporary();
      const source = await sourceOf(options, session);
      const written = await whileUploading(session, { onNotice }, () =>
        writePooledFeatures(source, {
          out: options.out,
          store: session.store,
          settings: stageSettings(backendOf(options), session, source.backbones),
          onProgress,
          onNotice,
          signal: context.signal,
          onComputed: (stage) => session.uploads?.add([stage]),
        }),
      );
      await ignoreInGit(session.folder);
      progress.close();
      context.stdout.write(
        `${written.rows} × ${written.columns} features in ${options.out}${written.paths === undefined ? '' : `, their paths in ${written.paths}`}\n`,
      );
      return 0;
    } finally {
      progress.close();
    }
  },
});

type Options = Parameters<(typeof features)['run']>[0];

function sourceOf(
  { spec, set, backbone, weights, imageSize, images, rehash, ...options }: Options,
  { folder: storeFolder, cwd, env }: Session,
): Promise<FeatureSource> {
  const device = deviceOf(options);
  if (spec !== undefined)
    return specSource(spec, { overrides: set, cwd, env, ...device }, { storeFolder, rehash });
  if (backbone !== undefined && images !== undefined) {
    return folderSource(
      { backbone, weights: weightsConfig(weights ?? 'imagenet', cwd), imageSize, images, cwd, ...device },
      { storeFolder, rehash },
    );
  }
  throw new ThawError({
    code: 'THAW-RUN-NO-SOURCE',
    message: 'it is not said which images and which network',
    expected: '--spec FILE, or --backbone NAME with --images DIR',
    found:
      backbone !== undefined
        ? '--backbone without --images'
        : images !== undefined
          ? '--images without --backbone'
          : 'neither',
    remedy: 'thaw features --backbone xception --images photos --out photos.npy',
  });
}
