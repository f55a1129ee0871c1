import { expect, it } from 'vitest';
import { linkSchema } from '../../config/optimizer-schema.ts';
import { loadSettings } from '../settings.ts';
import { beginning } from './option-field.ts';

it.each(Object.entries(loadSettings().links))('a %s that is added is valid', (link, forms) => {
  const options = Object.entries(forms).map(([option, { kind }]) => [
    option,
    beginning(kind, option),
  ]);
  expect(linkSchema.parse({ link, ...Object.fromEntries(options) })).toHaveProperty('link', link);
});
