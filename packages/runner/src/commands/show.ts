import { formatProblems } from '@thaw/core';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, specOptions } from '../cli/common-options.js';
import { settingsYaml } from '../settings/settings-yaml.js';
import { settingsJson, specSettings } from '../settings/spec-settings.js';

export const show = defineCommand({
  name: 'show',
  summary: 'Show a spec with all that it extends and every default, and where each value is from',
  options: { ...specOptions, ...jsonOptions },
  examples: ['thaw show --spec experiments/xception.yaml', 'thaw show --spec x.yaml --set seed=7 --json'],
  async run({ spec, set, json }, { cwd, env, stdout, stderr }) {
    const { loaded, settings } = await specSettings(spec, { overrides: set, cwd, env });
    if (loaded.warnings.length > 0) stderr.write(`${formatProblems(loaded.warnings)}\n\n`);
    stdout.write(
      json ? `${JSON.stringify(settingsJson(settings), null, 1)}\n` : `${settingsYaml(settings)}\n`,
    );
    return 0;
  },
});
