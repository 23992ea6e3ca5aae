export { backbonePackages } from './backbone-packages.js';
export { type Backbones, loadBackbones, withBuiltIn } from './load-backbones.js';
export { openBackbones } from './open-backbones.js';
export { resolveModule } from './resolve-module.js';
