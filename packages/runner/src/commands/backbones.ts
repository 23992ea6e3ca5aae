import { ThawError } from '@thaw/core';
import { inspectBackbone } from '../api/inspect-backbone.js';
import { listBackbones } from '../api/list-backbones.js';
import { backbonesTable, tableNotes } from '../backbones/backbones-table.js';
import { describeInspected } from '../backbones/describe-inspected.js';
import { isPattern } from '../backbones/find-networks.js';
import { backboneOrders } from '../backbones/sort-backbones.js';
import { inCallersWords } from '../cli/callers-words.js';
import { defineCommand, type CommandContext } from '../cli/command.js';
import { jsonOptions } from '../cli/common-options.js';
import { widthOf } from '../text/fit-table.js';
import { limitOption, restLines, rowsWithin } from '../text/limit.js';
import { noteOn, surroundingsIn } from './session.js';

export const backbones = defineCommand({
  name: 'backbones',
  summary: 'List the networks that a spec can name, or look into one: its blocks, and where selectors cut it',
  options: {
    backbone: {
      kind: 'text',
      placeholder: 'NAME',
      many: true,
      positional: true,
      description: "A network to look into; several, or globs such as 'resnet*', list those (default: all)",
    },
    sort: {
      kind: 'choice',
      choices: backboneOrders,
      excludes: ['trainable', 'layers', 'imageSize'],
      description: 'What comes first in the list: small, cheap, accurate (top1) or quick (speed) ones',
    },
    limit: limitOption('At most so many rows of a table'),
    imageSize: {
      kind: 'integer',
      placeholder: 'N',
      minimum: 1,
      description: 'Of one network: side of its images in pixels (default: as it was trained)',
    },
    trainable: {
      kind: 'text',
      placeholder: 'SELECTOR',
      description: "Of one network: where this cuts it, as YAML as in a spec, for example '{ last: 2 }'",
    },
    layers: { kind: 'flag', description: 'Of one network: its layers in place of its blocks' },
    ...jsonOptions,
  },
  examples: [
    'thaw backbones --sort top1',
    "thaw backbones 'efficientnet*' 'convnext*' --sort parameters",
    'thaw backbones resnet50',
    "thaw backbones xception --image-size 150 --trainable '{ from: block14_sepconv1 }'",
    'thaw backbones resnet50 --layers --limit 0',
  ],
  async run({ backbone: names, sort, limit, imageSize, trainable, layers, json }, context) {
    const [name] = names;
    const looksInto = names.length === 1 && sort === undefined && !isPattern(name!);
    if (looksInto) await lookInto({ name: name!, imageSize, trainable, layers, limit, json }, context);
    else {
      requireOne({ imageSize, trainable, layers }, names);
      await list({ names, sort, limit, json }, context);
    }
    return 0;
  },
});

type Options = Parameters<(typeof backbones)['run']>[0];

async function lookInto(
  {
    name,
    imageSize,
    trainable,
    layers,
    limit,
    json,
  }: Pick<Options, 'imageSize' | 'trainable' | 'layers' | 'limit' | 'json'> & { readonly name: string },
  context: CommandContext,
): Promise<void> {
  const network = await inspectBackbone({
    ...{ ...surroundingsIn(context), backbone: name, signal: context.signal },
    ...(imageSize !== undefined && { imageSize }),
    ...(trainable !== undefined && { trainable }),
  });
  const shown = {
    width: widthOf(context.stdout),
    rows: rowsWithin(limit),
    layers,
    isAsked: trainable !== undefined,
  };
  const text = json ? JSON.stringify(network) : describeInspected(network, shown);
  context.stdout.write(`${text}\n`);
}

async function list(
  {
    names,
    sort,
    limit,
    json,
  }: Pick<Options, 'sort' | 'limit' | 'json'> & { readonly names: readonly string[] },
  context: CommandContext,
): Promise<void> {
  const { networks, machine } = await listBackbones({
    ...{ ...surroundingsIn(context), backbones: names, signal: context.signal },
    ...(sort !== undefined && { order: sort }),
    onEvent(event) {
      if (event.type === 'notice') noteOn(context)(event.message);
    },
  });
  const few = networks.slice(0, rowsWithin(limit, json ? Infinity : undefined));
  if (json) {
    context.stdout.write(`${JSON.stringify({ networks: few, ...(machine !== undefined && { machine }) })}\n`);
    return;
  }
  const table = backbonesTable(few, widthOf(context.stdout));
  context.stdout.write(`${[table, ...restLines(few.length, networks.length, 'networks')].join('\n')}\n`);
  const notes = tableNotes(few, machine).join('\n');
  context.stderr.write(`\n${inCallersWords(notes, context.env)}\n`);
}

/** What is asked of one network cannot be answered for a list. */
function requireOne(
  { imageSize, trainable, layers }: Pick<Options, 'imageSize' | 'trainable' | 'layers'>,
  names: readonly string[],
): void {
  const asked = [
    ...(imageSize === undefined ? [] : ['--image-size']),
    ...(trainable === undefined ? [] : ['--trainable']),
    ...(layers ? ['--layers'] : []),
  ];
  if (asked.length === 0) return;
  throw new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: `${asked.join(' and ')} asks about one network`,
    expected: 'the name of one network',
    found: names.length === 0 ? 'none' : names.join(' '),
    remedy: 'name it after `thaw backbones`',
  });
}
