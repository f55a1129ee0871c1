import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { shownNames } from './command.ts';
import { COMMANDS } from './main.ts';

it('is listed in the manual: every command that people are told of, in the order of the help', () => {
  const names = shownNames(COMMANDS).flatMap((name) => {
    const { subcommands } = COMMANDS.find((command) => command.name === name)!;
    return subcommands.length === 0
      ? [name]
      : shownNames(subcommands).map((sub) => `${name} ${sub}`);
  });
  const manual = readFileSync('docs/command-line.md', 'utf8');
  const [, section] = /\n## The commands\n([^#]*)/.exec(manual)!;
  // Arguments are in capitals.
  const listed = [...section!.matchAll(/^\| `([a-z -]+?)(?: [[A-Z].*)?` \|/gm)];
  expect(listed.map(([, name]) => name)).toEqual(names);
});
