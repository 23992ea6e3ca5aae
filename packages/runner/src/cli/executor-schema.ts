import type { Command } from './command.js';
import type { Option } from './option.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The `schema.json` of the Nx executor that runs a command. */
export function executorSchema(command: Command): JsonSchema {
  const options = Object.entries(command.options);
  return {
    $schema: 'https://json-schema.org/schema',
    version: 2,
    title: `@thaw/runner:${command.name}`,
    description: `${command.summary}.`,
    outputCapture: 'direct-nodejs',
    type: 'object',
    properties: Object.fromEntries(options.map(([name, option]) => [name, propertySchema(option)])),
    required: options.filter(([, option]) => option.required).map(([name]) => name),
    additionalProperties: false,
  };
}

/**
 * Lists are `anyOf` a value or an array of them, without a `type` beside it: Nx splits the text of an option whose
 * type is array at its commas, and `--set head.hidden=[256,128]` must arrive whole.
 */
function propertySchema(option: Option): JsonSchema {
  const { description } = option;
  const value = valueSchema(option);
  const position = option.positional && { $default: { $source: 'argv', index: 0 } };
  return option.many
    ? { description, anyOf: [value, { type: 'array', items: value }], ...position }
    : { description, ...value, ...position };
}

function valueSchema(option: Option): JsonSchema {
  switch (option.kind) {
    case 'flag':
      return { type: 'boolean' };
    case 'text':
    case 'path':
    case 'bytes':
    case 'time':
    case 'duration':
      return { type: 'string' };
    case 'integer': {
      const number = {
        type: 'integer',
        minimum: option.minimum,
        ...(option.maximum !== undefined && { maximum: option.maximum }),
      };
      return option.word === undefined ? number : { oneOf: [number, { const: option.word }] };
    }
    case 'choice':
      return { type: 'string', enum: option.choices };
  }
}
