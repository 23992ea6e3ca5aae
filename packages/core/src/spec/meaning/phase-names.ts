import type { Check } from './check.js';

export const phaseNamesAreUnique: Check = ({ phases = [] }, { locate }) =>
  phases.flatMap((phase, index) => {
    const first = phases.findIndex((other) => other?.name === phase?.name);
    if (phase?.name === undefined || first === index) return [];
    return {
      code: 'THAW-SPEC-DUPLICATE-PHASE',
      message: `two phases are called ${phase.name}`,
      position: locate(['phases', index, 'name'], 'value'),
      expected: 'names that tell phases apart in sweep paths and metrics',
      found: `${phase.name}, which phases[${first}] is called already`,
      remedy: `write for example \`name: ${phase.name}-${index + 1}\``,
    };
  });
