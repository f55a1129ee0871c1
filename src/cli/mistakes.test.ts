import { existsSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { sublinearHere } from '../../test/support/command-line.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';

/*
 * Slips of people at the keyboard, and what they are told: what was given, what was expected, and
 * what to type.
 */

const folder = temporaryFolder();

beforeEach(() => {
  writeFileSync(folder('latin1.yaml'), Buffer.from('name: \u00e9', 'latin1'));
  writeFileSync(folder('circle.yaml'), 'model: &a { x: *a }');
  writeFileSync(folder('list.yaml'), '- 1');
});

async function told(line: string) {
  // `_` stands for a space inside of an argument.
  const words = line.replaceAll('FOLDER', folder()).split(' ');
  const { code, stdout, stderr } = await sublinearHere(
    ...words.map((word) => word.replaceAll('_', ' ')),
  );
  return { code, text: `${stdout}${stderr}` };
}

it.each([
  // Commands.
  ['rnu', 'unknown command: rnu (did you mean run?); there are run, status, cancel, table, '],
  ['nonesuch table1', 'unknown command: nonesuch; there are run, status, cancel, table, '],
  ['data', 'data needs a command: download, prepare, inspect. See `sublinear data --help`.'],
  ['data prepre multi30k', 'unknown command: data prepre (did you mean prepare?)'],
  ['run', 'run needs an experiment: the path of a YAML, or one of axes, calibration, '],
  ['train', 'train needs a run: the path of a YAML, or one of demo-adam, '],
  ['translate', 'translate needs the folder of a run, such as runs/demo-adam'],
  ['data prepare', 'data prepare needs a data YAML: the path of a YAML, or one of builtin, '],
  ['run table1 table2', 'run takes no further argument, given table2. See `sublinear run --help`.'],
  // Options.
  ['run table1 --worker 2', 'unknown option --worker (did you mean --workers?)'],
  ['run table1 --fast', 'unknown option --fast. See `sublinear run --help`.'],
  ['run table1 --workers', '--workers needs a value'],
  ['run table1 --workers 0', '--workers 0: expected a whole number from 1'],
  ['run table1 --workers 2 --workers 3', '--workers was given twice; give it once'],
  ['run table1 --protocol demo --protocol demo', '--protocol was given twice; give it once'],
  ['run table1 --backend tensorflw', '--backend tensorflw: expected one of auto, tensorflow, '],
  ['run table1 --backend tensorflw', 'did you mean tensorflow?'],
  ['table table1 --format pdf', '--format pdf: expected one of md, csv, json, latex'],
  ['vocab builtin', 'vocab needs --size. See `sublinear vocab --help`.'],
  ['vocab builtin --size 4k', '--size 4k: expected a whole number from 1; write 4000'],
  ['run table1 --json', '--json: goes with --dry-run only'],
  ['run table1 --budget 3', '--budget: goes with --until-decided only'],
  ['run table1 --shard 1/2 --until-decided', 'leave out one of the two, or use --on slurm'],
  ['run table1 --slurm time=1', '--slurm: goes with --on slurm only'],
  ['run table1 --dry-run --table', '--table: with --dry-run no run is done here'],
  ['run table1 --launcher a.yaml', '--launcher: goes with --on slurm only'],
  ['run table1 --on slurm --dry-run --json', '--json: with --on slurm, --dry-run prints the job'],
  ['run table1 --only', '--only needs a value'],
  ['table table1 --only Z', 'there is no row "Z"'],
  ['run table1 --pace device.json', '--pace: goes with --dry-run only'],
  ['run table1 --dry-run --pace package.json', '--pace package.json: is neither a record of'],
  ['run table1 --dry-run --pace no.json', 'no.json: cannot be read'],
  ['translate runs/x --alpha 1', '--alpha: goes with --beam-size above 1 only'],
  [
    'run table1 --dry-run --set evaluation.test=false',
    'evaluation.test is false, and tables are made of scores on the test set',
  ],
  // Names of files.
  [
    'run tabel1',
    'tabel1: there is no such file, and no experiment of that name (did you mean table1?)',
  ],
  ['run experiments/tabel1.yaml', 'cannot be read (ENOENT) (did you mean table1.yaml?); there are'],
  ['run table1 --protocol dmeo', 'no protocol of that name (did you mean demo?); there are'],
  ['train demo-adm', 'no run of that name (did you mean demo-adam?); there are demo-adam'],
  ['train FOLDER', 'a folder; expected a YAML file'],
  ['train FOLDER/latin1.yaml', 'latin1.yaml: not valid UTF-8; convert it'],
  ['train FOLDER/circle.yaml', 'an alias (*name) stands inside what it names'],
  ['train FOLDER/list.yaml', 'expected a mapping of keys at the top level'],
  // A file of another kind.
  ['train table1', 'table1: an experiment; use `sublinear run table1`'],
  [
    'train experiments/table1.yaml',
    'this is an experiment; use `sublinear run experiments/table1.yaml`',
  ],
  ['run adafactor', 'adafactor: an optimiser; use `sublinear memory adafactor`'],
  ['table tiny', 'tiny: a model; use `sublinear memory --sizes tiny`'],
  ['run demo-adam', 'demo-adam: a run; use `sublinear train demo-adam`'],
  [
    'run configs/runs/demo-adam.yaml',
    'this is a run; use `sublinear train configs/runs/demo-adam.yaml`',
  ],
  [
    'train configs/protocols/demo.yaml',
    '`sublinear run table1 --protocol configs/protocols/demo.yaml`',
  ],
  ['train configs/data/multi30k.yaml', '`sublinear data prepare configs/data/multi30k.yaml`'],
  // Parts of an experiment.
  [
    'run table1 --only a',
    'there is no row "a" (did you mean A?); the experiment has A, G, B, J, O',
  ],
  ['run table1 --only Z', 'there is no row "Z"; the experiment has A, G, B, J, O'],
  ['run table1 --arms warmpu', 'there is no arm "warmpu" (did you mean warmup?)'],
  [
    'run table1 --seeds 1,x',
    '--seeds 1,x: expected whole numbers with commas, such as 1,2,3, or a ',
  ],
  ['run table1 --seeds 3-1', '--seeds 3-1: expected whole numbers with commas'],
  ['run table1 --seeds 1-30000000', 'of at most 1000'],
  ['run table1 --seeds=', '--seeds "": expected whole numbers'],
  // Values of a configuration.
  [
    'train demo-adam --set traning.steps=3',
    'unknown key "traning" (did you mean training?); valid ',
  ],
  ['train demo-adam --set training.steps', 'expected key.path=value, for example training.steps='],
  ['train demo-adam --set.training.steps=5', '(did you mean --set training.steps=…?)'],
  [
    'train demo-adam --set training.steps=x',
    '--set training.steps=x: training.steps: given "x"; exp',
  ],
  [
    'train demo-adam --set training.rateMultiplier=.inf',
    'given Infinity; expected a finite number',
  ],
  ['train demo-adam --set training.rateMultiplier=.nan', 'given NaN; expected a finite number'],
  ['train demo-adam --set training.seed=1e400', 'given Infinity; expected a finite number'],
  [
    'train demo-adam --set optimizer.name=adafctor',
    `"name" is not an index of the list there, which has the items 0 to 1; to replace the list: --set 'optimizer={name: "adafctor"}'`,
  ],
  ['train demo-adam --set optimizer={name:_adafctor}', '(did you mean adafactor?)'],
  ['train demo-adam --set evaluation.tokenize=intll', '(did you mean intl?)'],
  ['train demo-adam --set model=&a_{x:_*a}', 'an alias (*name) stands inside what it names'],
  [
    'train demo-adam --set data.vocabulary=no-100.model',
    'sublinear vocab configs/data/builtin.yaml',
  ],
  ['memory --sizes huge', 'expected tiny, small, medium, base, big'],
])('%s', async (line, message) => {
  const { code, text } = await told(line);
  expect(text).toContain(message);
  expect(text).toMatch(/^error: /);
  expect(code).toBe(2);
  expect(existsSync('runs/demo-adam')).toBe(false);
});

it.each([
  ['run table1 --dry-run', 'table1 under demo: 10 runs'],
  ['run table2 --protocol demo --only O --dry-run', 'table2 under demo: 6 runs'],
  ['run experiments/table1.yaml --dry-run --only A --arms none', 'table1 under demo: 1 run, '],
  ['run table1 --dry-run --only A --arms none --seeds 1-3', 'table1 under demo: 3 runs'],
  ['run table1 --dry-run --only A --arms none --seeds 5,1-2', 'A-none-s5'],
  ['memory table1 --sizes tiny', 'Adafactor'],
  ['memory adafactor --sizes tiny', 'adafactor'],
  ['memory adafactor', 'medium'],
  ['memory adafactor --sizes tiny --sizes medium,big', 'medium'],
])('%s is understood', async (line, message) => {
  const { code, text } = await told(line);
  expect(text).toContain(message);
  expect(code).toBe(0);
});

it('completes names, rows and arms', async () => {
  const complete = async (line: string) => {
    const words = ['--get-yargs-completions', 'sublinear', ...line.split(' ')];
    return (await told(words.join(' '))).text.trimEnd().split('\n');
  };
  expect(await complete('run tab')).toEqual(['table1', 'table2', 'table3']);
  expect(await complete('run table1 --protocol comparison-')).toEqual([
    'comparison-greedy',
    'comparison-table3',
  ]);
  expect(await complete('run table1 --only A,')).toEqual(['A,A', 'A,G', 'A,B', 'A,J', 'A,O']);
  expect(await complete('run table1 --arms w')).toEqual(['warmup']);
  expect(await complete('data prepare multi')).toEqual(['multi30k']);
  expect(await complete('run table1 --work')).toContain('--workers');
  expect(await complete('run table1 --executor g')).toEqual(['graph']);
  expect(await complete('run nonesuch --only ')).toEqual(['']);
  expect(await complete('tra')).toEqual(['train', 'translate']);
});
