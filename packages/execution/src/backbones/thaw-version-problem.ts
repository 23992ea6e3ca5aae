import type { Problem } from '@thaw/core';
import satisfies from 'semver/functions/satisfies.js';
import { thawVersion } from '../environment/version.js';
import type { PackageManifest } from './package-manifest.js';
import { own } from '@thaw/core';

/** The packages that authors build on; all of Thaw's are released with one version. */
const foundations = ['@thaw/core', '@thaw/backbones'];

/** If a package states that it is made for other versions of Thaw than this one. */
export function thawVersionProblem({
  name,
  version,
  peerDependencies = {},
}: PackageManifest): Problem | undefined {
  const unmet = foundations.filter((foundation) => {
    const range = own(peerDependencies, foundation);
    return range !== undefined && !satisfies(thawVersion, range, { includePrerelease: true });
  });
  if (unmet.length === 0) return undefined;
  return {
    code: 'THAW-BACKBONE-VERSION',
    message: `${name} ${version} is made for another version of Thaw`,
    expected: unmet.map((foundation) => `${foundation} ${own(peerDependencies, foundation)}`).join(', '),
    found: `Thaw ${thawVersion}`,
    remedy: `look for a version that fits: \`npm i -D ${name}@latest\`, or change Thaw's`,
  };
}
