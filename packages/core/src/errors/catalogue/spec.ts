import type { Explanations } from './explanations.js';

/** The experiment as written. */
export const spec = {
  'THAW-SPEC-NO-FILE':
    'There is no file at the path after `--spec`, or it cannot be read. A relative path starts from the folder that you stand in.',
  'THAW-SPEC-NOT-PLAIN':
    'A program gave its spec as an object that no file could hold: it contains itself, or a function, or a BigInt. Numbers that depend on others are for the program to compute before.',
  'THAW-SPEC-SYNTAX':
    'The text is not YAML, so nothing in it can be checked further. The place is where the parser gave up, which may be after the mistake: look for a bracket, a quote or an indentation that does not match. Text that begins with `!` or `*` has a meaning of its own in YAML and must stand in quotes.',
  'THAW-SPEC-SECOND-DOCUMENT':
    'A line of three dashes begins another document in the same file. Only the first would be read, so whatever stands in the second would have no effect.',
  'THAW-SPEC-DUPLICATE-KEY':
    'A map holds the same key twice. YAML would keep one of them without a word, so that a setting you see has no effect. Keep one.',
  'THAW-SPEC-UNKNOWN-KEY':
    'There is no setting of this name here. Most often it is misspelt or stands at the wrong level; the allowed keys are listed. Unknown keys are refused because an ignored setting is worse than an error.',
  'THAW-SPEC-MISSING-KEY':
    'A map lacks a key that has no default. The problem points at the map; add the key to it.',
  'THAW-SPEC-WRONG-TYPE':
    'The value is of another kind than the setting takes: text where a number belongs, a map where a list belongs. Note that `20%` and `1,5` are text in YAML.',
  'THAW-SPEC-WRONG-VALUE':
    'The value is of the right kind, but outside of what the setting takes: a number beyond its range, or a word that is not one of the choices.',
  'THAW-SPEC-CONFLICTING-KEYS':
    'The map mixes two forms of a setting of which only one can hold, such as `last` and `from` in `trainable`. Keep one of them.',
  'THAW-SPEC-OVERRIDE':
    'An override on the command line has no path or no value. It is written `--set path=value`, where the value is YAML; quote it for your shell if it holds spaces, braces or brackets.',
  'THAW-SPEC-UNKNOWN-PATH':
    'The path of an override or of a swept parameter names no setting of the spec. Paths are keys joined by dots, with phases by their names: `phases.fine-tune.optimizer.learningRate`.',
  'THAW-SPEC-FOLDS':
    '`data.split` asks for folds that cannot be: beside a share for validation, which folds decide; one fold without saying of how many; or one beyond the last.',
  'THAW-SPEC-DUPLICATE-PHASE':
    'Two phases have the same name. Names tell phases apart in sweep paths, metrics and reports, so each must be its own.',
  'THAW-SPEC-UNKNOWN-BACKBONE':
    'No network of this name is built in, and no package of this name can be imported from the folder of the spec. The names that are known are listed.',
  'THAW-SPEC-SCREEN-KEEPS-ALL':
    '`backbone.name: { screen: […], keep: N }` compares networks and sweeps the best N. Where N is no less than their number the comparison would decide nothing.',
  'THAW-SPEC-SCREEN-SWEPT':
    'A value of a sweep over `backbone.name` is a screening. A screening is no network; write it as `backbone.name` itself.',
  'THAW-SPEC-IMAGE-SIZE':
    'The network shrinks its input in every block; below its least size nothing would be left of the image at the end. A transformer cuts the image into patches, and takes whole ones. Choose another `backbone.imageSize`, or leave it out for the size at which the network was trained.',
  'THAW-SPEC-POOL':
    "A head makes one row of what the network ends in. Of a feature map that is the mean or the largest of all places; of a transformer's tokens also its class token, if it has one; a network that pools by weights of its own ends in a row (`map`). `auto` is what the network was trained with.",
  'THAW-SPEC-NO-PRETRAINED-WEIGHTS':
    'For this network no ImageNet weights are published in a form that Thaw can read. Give a file, or write `weights: random` to train from scratch.',
  'THAW-SPEC-UNKNOWN-RECORD':
    'A weights file is said to go by a record that the network does not have. Records say what a network was trained to, and with that how images are shown to it; [docs/backbones.md](backbones.md#what-weights-bring-with-them) lists them. Name one of them, or none for the first that has names for such a file.',
  'THAW-SPEC-UNKNOWN-LAYER':
    'A selector names a layer, or holds a glob, that matches no layer of the network. Layers are called as in Keras Applications. A pattern without a match is refused even beside others that match, because it is most likely misspelt.',
  'THAW-SPEC-TOO-MANY-BLOCKS':
    '`trainable: { last: N }` asks for more blocks than the network has. Write `all` to train every layer.',
  'THAW-SPEC-TRAINS-NOTHING':
    'The selector picks only layers that hold nothing to train, such as activations, or BatchNormalization layers while `batchNorm` is `frozen`. If only the head shall train, say so with `trainable: none`.',
  'THAW-SPEC-NO-TRAINING-IMAGES':
    'The shares for validation and test take all images, so that none are left to train on. Their sum must be below 1.',
  'THAW-SPEC-NO-VALIDATION':
    'A metric that begins with `val_` is measured on validation images, but there are none: `data.split.validation` is 0 or comes to no image, or a manifest puts none there. Hold out a share, or watch a metric of the training images.',
  'THAW-SPEC-UNKNOWN-CLASS':
    '`loss.classWeights` names a class that the data does not have; its factor would have no effect. Most often it is misspelt; classes are called as their folders, or as in the column `label`.',
  'THAW-SPEC-NO-BASE':
    'A spec extends a file that cannot be read as one: it is not there, is a folder, is no text in UTF-8, or is larger than 1 MB. A name is a path from the folder of the file that has it; where no file lies there, it is looked up among the packages of that folder, as Node does, unless it begins with `./`, `../` or `/`.',
  'THAW-SPEC-EXTENDS-ITSELF':
    'What a spec extends leads back to a file of the same chain, so that no order could be found in which one wins over the other. The chain is printed; move what the files have in common into one that extends none of them.',
  'THAW-SPEC-EXTENDS-TOO-LONG':
    'A hundred files extend one another in a row. Most likely a link leads into its own folder, so that the same file is found again under ever longer paths.',
  'THAW-SPEC-PHASE-ORDER':
    'A spec lists phases of what it extends in another order than they have there. Phases merge by name and keep their places; a new one stands before the next phase that the list names, or at the end. For another order, take phases away in one spec (`phases: { NAME: null }`) and add them in another that extends it.',
  'THAW-SPEC-UNKNOWN-PHASE':
    'With `phases: { NAME: … }` a spec changes phases of what it extends, or takes them away; there is none of this name. New phases are written as a list.',
  'THAW-SPEC-INTERPOLATION':
    'A text has `${` and stands for nothing that is known: there are `${env:NAME}`, `${env:NAME:-DEFAULT}` and `${file:PATH}`, not inside one another, and not in what a spec extends. A text that shall hold `${` itself has it as `$${`.',
  'THAW-SPEC-NO-VARIABLE':
    'The spec takes a value from an environment variable that is not set or is empty, and says no other to take in its place. Set it, or write `${env:NAME:-DEFAULT}`.',
  'THAW-SPEC-NO-TEXT':
    'The spec takes a value from a file, with `${file:PATH}`, that cannot be read as text: it is not there, is a folder, is no text in UTF-8, or is larger than 1 MB. A relative path starts from the folder of the file that has it.',
  'THAW-SPEC-SECRET':
    "A spec is copied, with all values that it takes from the environment and from files, into the journal, the report, the store and MLflow, so it must hold no password and no token. Refused are `${env:NAME}` and `${file:PATH}` whose name says that a secret is behind it (a word of it is KEY, or ends in TOKEN, SECRET, PASSWORD, PASSPHRASE or CREDENTIAL; `.env`, `*.pem` and the like), and values that look like one: an address with a user or a password, a private key, tokens of well-known services. MLflow needs none in a spec: `MLFLOW_TRACKING_USERNAME` with `MLFLOW_TRACKING_PASSWORD`, `MLFLOW_TRACKING_TOKEN` or MLflow's own file `~/.mlflow/credentials` hold it.",
  'THAW-SPEC-RESERVED-TAG':
    "Tags that begin with `mlflow.` are MLflow's own: it derives a run's name, note and parent from them, and refuses what contradicts them. By those that begin with `thaw.` Thaw finds its runs again. Neither may stand in `tracking.tags`; choose another name.",
  'THAW-SPEC-CRON':
    '`schedule.cron` is no line of five fields as cron has them (minute, hour, day of the month, month, day of the week), or names a day that never comes, such as the 30th of February.',
  'THAW-SPEC-UNKNOWN-ZONE':
    '`schedule.timeZone` is not the name of a time zone. Names are those of the IANA database, such as `Europe/Berlin` or `UTC`; an offset such as `+02:00` is none, as it knows no daylight saving.',
  'THAW-SPEC-UNUSED-SETTING':
    'A warning: the setting is valid but has no effect in any run, such as `nesterov` under adam. It is left out of the runs, so their ids do not depend on it.',
} as const satisfies Explanations<'SPEC'>;
