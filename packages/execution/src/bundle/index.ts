export {
  readBundleManifest,
  type BundleContent,
  type BundleFile,
  type BundleManifest,
} from './bundle-manifest.js';
export { takeBundle, type FolderToTake } from './take-bundle.js';
export { writeBundle } from './write-bundle.js';
