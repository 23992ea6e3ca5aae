import { parseYaml } from '@thaw/core/yaml';

// Apart from what completion loads each time, as it takes a moment.

/** What a text says, also one that is half written. */
export const yamlValue = (text: string): unknown =>
  parseYaml(text, { logLevel: 'silent', merge: true }).toJS();
