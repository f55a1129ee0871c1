import { afterEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../platform/errors.ts';
import { COMMANDS, main } from './main.ts';
import { anyNumber, type NumberParser, wholeNumber } from './number-option.ts';

afterEach(() => vi.restoreAllMocks());

/** The options of all commands, with the words of their command. */
const options = COMMANDS.flatMap((top) =>
  [top, ...top.subcommands].flatMap((command) =>
    Object.entries(command.options).map(([name, option]) => ({
      command: command === top ? top.name : `${top.name} ${command.name}`,
      name,
      option,
    })),
  ),
);

const parserOf = ({ coerce }: { coerce?: unknown }): NumberParser | undefined =>
  typeof coerce === 'function' && 'expects' in coerce ? (coerce as NumberParser) : undefined;

it('is what every option with a number has: none is left to yargs, which makes NaN of a word', () => {
  expect(options.length).toBeGreaterThan(60);
  expect(options.filter(({ option }) => option.type === 'number')).toEqual([]);
  const numbers = options.filter(({ option }) => typeof option.default === 'number');
  expect(numbers.filter(({ option }) => parserOf(option) === undefined)).toEqual([]);
});

/** What a command must be given beside the option in question. */
const POSITIONALS: Readonly<Record<string, string>> = {
  run: 'table1',
  train: 'demo-adam',
  evaluate: 'runs/none',
  translate: 'runs/none',
  vocab: 'builtin',
  memory: 'table1',
  'data prepare': 'multi30k',
  'data inspect': 'multi30k',
};

const numberOptions = options.flatMap(({ option, ...one }) => {
  const parser = parserOf(option);
  return parser === undefined ? [] : [{ ...one, expects: parser.expects }];
});

describe.each(numberOptions)('$command --$name', ({ command, name, expects }) => {
  const fractions = expects.startsWith('a number') ? [] : ['1.5'];
  const zero = expects.endsWith('from 0') ? [] : ['0'];

  it.each(['x', '', '-1', ...fractions, ...zero])(
    'refuses "%s" before anything begins',
    async (text) => {
      const said = vi.spyOn(console, 'error').mockImplementation(() => {});
      const argv = [...command.split(' '), POSITIONALS[command]!, `--${name}=${text}`];
      expect(await main(argv)).toBe(2);
      const shown = text === '' ? '""' : text;
      expect(said.mock.calls).toEqual([[`error: --${name} ${shown}: expected ${expects}`]]);
    },
  );
});

describe('a number', () => {
  it.each([
    ['1', 1],
    ['12', 12],
    [' 7 ', 7],
    ['1e3', 1000],
    [5, 5],
  ])('reads %j', (given, expected) => {
    expect(wholeNumber('--size')(given)).toBe(expected);
  });

  it('may be a fraction where that is asked for', () => {
    expect(anyNumber('--alpha', 0)('0.6')).toBe(0.6);
  });

  it.each([
    ['4k', '--size 4k: expected a whole number from 1; write 4000'],
    ['1.5k', '--size 1.5k: expected a whole number from 1; write 1500'],
    ['2M', '--size 2M: expected a whole number from 1; write 2000000'],
    ['1,000', '--size 1,000: expected a whole number from 1; write 1000'],
    ['1_000', '--size 1_000: expected a whole number from 1; write 1000'],
    ['0k', '--size 0k: expected a whole number from 1'],
    ['4kb', '--size 4kb: expected a whole number from 1'],
    ['1e400', '--size 1e400: expected a whole number from 1'],
    [['1', '2'], '--size was given twice; give it once'],
    [false, '--size false: expected a whole number from 1'],
  ])('quotes %j', (given, message) => {
    expect(() => wholeNumber('--size')(given)).toThrow(new UserError(message));
  });
});
