import {
  describeResize,
  metricText,
  resizeModes,
  usualResize,
  type ModelPrecision,
  type RunConfig,
  type Resize,
} from '@thaw/core';
import { thawVersion } from '@thaw/execution/environment';
import type { WeightsIdentity } from '@thaw/execution/weights';
import { formatBytes } from '../text/bytes.js';
import type { ExportFormat } from './export-format.js';
import { squareInPython } from './meet-the-square.js';
import { modelFormats, type ModelFormatName } from './model-formats.js';
import type { ModelSource } from './model-source.js';
import { describeRounding } from './round/describe-rounding.js';
import type { Rounding } from './round/rounded-model.js';
import { heldOutMetrics, type TrainedModel } from './trained-model.js';

export interface WrittenFormats {
  /** Those that are there, and what the files of each take, in bytes. */
  readonly sizes: ReadonlyMap<ModelFormatName, number>;
  readonly precision: ModelPrecision;
  readonly rounding?: Rounding;
  /** Whether there is a page to try it. */
  readonly demo?: boolean;
}

/** What people should know of a model before they use it. */
export interface ModelCard extends WrittenFormats {
  readonly model: TrainedModel;
  readonly inMlflow: boolean;
}

/** The README of a model, Markdown. Names come from people, and nothing of them acts as markup. */
export function modelCard({ model, sizes, precision, rounding, demo = false, inMlflow }: ModelCard): string {
  const { source, backbone, weights, classes, dataset, datasetDigest } = model;
  const { run, name, sweep, config } = source;
  const size = config.backbone.imageSize;
  const { resize = usualResize } = config.data;
  const formats = [...sizes.keys()].map((each) => modelFormats[each]);
  return `# ${plain(sweep)}: ${plain(name)}

An image classifier of ${classes.length} classes, trained with Thaw ${thawVersion}.

${table([
  ['run', `\`${run}\` of sweep ${plain(sweep)}`],
  ['network', `${plain(backbone.title)} (${plain(backbone.source)})`],
  ['began with', began(weights)],
  ['trained', config.phases.map(({ name, epochs }) => `${plain(name)} (up to ${epochs} epochs)`).join(', ')],
  ['computed in', computedIn(precision, config)],
  ['images', `${dataset.images.length}, digest \`${datasetDigest}\``],
  ['classes', classes.map(plain).join(', ')],
  ['size', [...sizes].map(([each, bytes]) => `${modelFormats[each].title} ${formatBytes(bytes)}`).join(', ')],
])}

## Metrics

${table(heldOut(source))}

\`val_…\` are of images that it was not trained on but chosen by, \`test_…\` of images that it has never seen.
${rounding ? `\n${describeRounding(rounding)}.\n` : ''}
## Input and output

\`images\`: ${formats.map(({ title, pixels }) => `${pixels} (${title})`).join(', ')}, \`[N, ${size}, ${size}, 3]\`, RGB, 0–255, as they come out of a decoder. Do not scale or normalise them:
the model does that itself. Thaw turns an image upright by its EXIF, lays transparency on white and shows
${resizeModes[resize.mode].meaning} (${describeResize(resize)}), with PIL's kernel.

\`probabilities\`: float32, \`[N, ${classes.length}]\`, in the order of \`classes.json\`.

## Use

${[inPython(formats, { resize, size, inMlflow }), ...inJavaScript(formats), ...(demo ? [page] : [])].join('\n')}`;
}

const inLanguage = (formats: readonly ExportFormat[], wanted: ExportFormat['usage']['language']) =>
  formats.filter(({ usage }) => usage.language === wanted).map(({ usage }) => usage.lines.join('\n'));

const inJavaScript = (formats: readonly ExportFormat[]): readonly string[] =>
  inLanguage(formats, 'js').map((lines) => `\`\`\`js\n${lines}\n\`\`\`\n`);

const page = `\`python3 -m http.server\`, or any other server of files, shows a page at http://localhost:8000 on which the model can be tried; pictures stay in the browser.
`;

interface InPython {
  readonly resize: Resize;
  readonly size: number;
  readonly inMlflow: boolean;
}

function inPython(formats: readonly ExportFormat[], { resize, size, inMlflow }: InPython): string {
  const ways = inLanguage(formats, 'python');
  if (ways.length === 0) return '';
  const mlflow = `import mlflow                                          # or MLflow, also with models:/ID
model = mlflow.pyfunc.load_model(".")
probabilities = np.array(model.predict({"images": images})["probabilities"])`;
  const served = `
\`mlflow models serve -m . --env-manager local\` answers \`POST /invocations\` with a body \`{"inputs": {"images": […]}}\`.
`;
  return `\`\`\`python
import json
import numpy as np
from PIL import Image, ImageOps

image = Image.open("photo.jpg")
${squareInPython(resize, size).join('\n')}
images = np.asarray(image)[None]
classes = json.load(open("classes.json"))

${[...ways, ...(inMlflow ? [mlflow] : [])].join('\n\n')}

print(classes[probabilities[0].argmax()])
\`\`\`
${inMlflow ? served : ''}`;
}

function computedIn(precision: ModelPrecision, config: RunConfig): string {
  const trained = config.precision ?? 'float32';
  return trained === precision ? precision : `${precision}; trained and measured in ${trained}`;
}

const heldOut = (source: ModelSource) =>
  Object.entries(heldOutMetrics(source)).map(([metric, value]) => [
    `\`${metric}\``,
    metricText(Number(value)),
  ]);

function began(weights: WeightsIdentity | undefined): string {
  if (!weights) return 'not known any more';
  const { identity, published } = weights;
  if (!published) return `\`${identity}\``;
  const { from, provenance, licence } = published;
  return `\`${identity}\`, ${plain(from)}. ${plain(provenance)} Licence: ${plain(licence)}.`;
}

const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#~!&]/g, String.raw`\$&`);

const table = (rows: readonly (readonly string[])[]): string =>
  ['| | |', '| --- | --- |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
