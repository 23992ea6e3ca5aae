import { join, resolve } from 'node:path';
import { shortHash, ThawError } from '@thaw/core';
import { addonHash, bindingName, muteName, sessionName } from './addon.js';
import { isInstalled } from './install-once.js';
import { nativePlatform, thisMachine, type NativeDevice, type NativePlatform } from './platform.js';
import { distributions, keptMembers, tensorflowVersion, type Distribution } from './wheels.js';

/** TensorFlow's shared library and the addons that reach it from Node, on disk and whole. */
export interface NativeLibrary {
  readonly version: string;
  readonly platform: NativePlatform;
  readonly device: NativeDevice;
  /** Holds `tensorflow/`, and `nvidia/` for a GPU. */
  readonly folder: string;
  readonly addonFolder: string;
  /** The addon that runs graphs. */
  readonly session: string;
  /** The compiled addon of tfjs-node. */
  readonly binding: string;
  /** The addon that silences the loader. */
  readonly mute: string;
}

/** What is asked for: one build of TensorFlow, in the cache that all checkouts of a user share. */
export interface NativeTarget {
  readonly cacheFolder: string;
  readonly device: NativeDevice;
}

/**
 * Where a build belongs, whether it is there or not, and what it is made of. The names of the folders hold hashes of all
 * that goes into them; the addon has its own, so that a newer addon does not fetch the library again. Throws
 * `THAW-BACKEND-UNSUPPORTED-PLATFORM` or `THAW-BACKEND-NO-GPU`.
 */
export async function locateTensorflow(
  target: NativeTarget,
): Promise<{ readonly library: NativeLibrary; readonly distribution: Distribution }> {
  const { cacheFolder, device } = target;
  const platform = nativePlatform(await thisMachine());
  const distribution = distributions[platform][device];
  if (!distribution) {
    throw new ThawError({
      code: 'THAW-BACKEND-NO-GPU',
      message: 'TensorFlow publishes no GPU library for this platform',
      expected: 'linux-x64',
      found: platform,
      remedy: 'leave `--gpu` away, or run on a Linux x86_64 machine with an NVIDIA GPU',
    });
  }
  const contents = shortHash({ wheels: distribution.wheels, keptMembers });
  const folder = resolve(cacheFolder, 'tensorflow', `${tensorflowVersion}-${platform}-${device}-${contents}`);
  const addonFolder = `${folder}-addon-${await addonHash()}`;
  const addons = {
    session: join(addonFolder, sessionName),
    binding: join(addonFolder, bindingName),
    mute: join(addonFolder, muteName),
  };
  return {
    library: { version: tensorflowVersion, platform, device, folder, addonFolder, ...addons },
    distribution,
  };
}

/** The library, if it is installed; files that are missing or cut short count as not installed. */
export async function findTensorflow(target: NativeTarget): Promise<NativeLibrary | undefined> {
  const { library } = await locateTensorflow(target);
  const installed = (await isInstalled(library.folder)) && (await isInstalled(library.addonFolder));
  return installed ? library : undefined;
}
