// All that Thaw reads, by the file of its target, so that a process loads what it tries and no more.
//
// A target has a `name`; `seeds(folder)`, of which some are accepted; `mutate(bytes, random, seeds)`; and `open(folder, seeds)`, which gives a
// function that reads one input: what that returns is an outcome, and what it throws is refused where it is a ThawError; its `isSpent` says that
// the process is not to be used for another. `isLimited`: in Thaw its reader runs in a thread with a limit of time.

const files = {
  spec: ['spec', 'site'],
  keras: ['h5', 'h5-structure', 'weights-h5', 'weights-h5-structure', 'keras'],
  'keras-model': ['keras-model'],
  tfjs: ['tfjs'],
  torch: ['pth', 'pth-legacy', 'safetensors', 'safetensors-index'],
  images: ['images-png', 'images-jpeg', 'images-webp', 'images-gif', 'images-tiff', 'images-avif'],
  csv: ['csv'],
  'class-folders': ['class-folders'],
  journal: ['journal'],
  caches: ['cache-digests', 'cache-hashes', 'cache-calibration', 'cache-answers', 'cache-leases'],
  'stage-store': ['stage-store', 'provenance'],
  queue: ['queue', 'queue-workers', 'slurm'],
  bucket: ['bucket-stage', 'bucket-lease', 'cache-list', 's3'],
  bundle: ['bundle', 'bundle-archive'],
  'native-files': ['native-files'],
  nights: ['nights'],
  locks: ['lock'],
  hub: ['hub'],
  ray: ['ray'],
  mlflow: ['mlflow'],
  credentials: ['credentials'],
};

const fileOf = new Map(Object.entries(files).flatMap(([file, names]) => names.map((name) => [name, file])));

export const targetNames = [...fileOf.keys()];

export async function loadTarget(name) {
  const { targets } = await import(`./${fileOf.get(name)}.mjs`);
  return targets.find((each) => each.name === name);
}
