import { expect, it } from 'vitest';
import { be, copulas } from '../lexicon/functionVerbs.ts';
import { verbs } from '../lexicon/verbs.ts';
import { finiteForm, indefiniteArticle, possessiveForm } from './inflection.ts';

it.each([
  [verbs.carry.english, 'carries', 'carried'],
  [verbs.playWith.english, 'plays', 'played'],
  [verbs.wash.english, 'washes', 'washed'],
  [verbs.go.english, 'goes', 'went'],
  [verbs.have.english, 'has', 'had'],
  [copulas.become.english, 'becomes', 'became'],
  [be, 'is', 'was'],
])('inflects %o', (verb, present, past) => {
  const agreement = { person: 3, number: 'singular' } as const;
  expect(finiteForm(verb, 'present', agreement)).toBe(present);
  expect(finiteForm(verb, 'past', agreement)).toBe(past);
});

it('inflects be for every person', () => {
  const form = (person: 1 | 2 | 3, number: 'singular' | 'plural') => [
    finiteForm(be, 'present', { person, number }),
    finiteForm(be, 'past', { person, number }),
  ];
  expect(form(1, 'singular')).toEqual(['am', 'was']);
  expect(form(1, 'plural')).toEqual(['are', 'were']);
  expect(form(2, 'plural')).toEqual(['are', 'were']);
  expect(form(3, 'plural')).toEqual(['are', 'were']);
});

it.each([
  ['apple', 'an'],
  ['old', 'an'],
  ['honest', 'an'],
  ['university', 'a'],
  ['uncle', 'an'],
  ['house', 'a'],
])('chooses the article before %s', (next, article) => {
  expect(indefiniteArticle(next)).toBe(article);
});

it('marks possessors', () => {
  expect(possessiveForm('teacher')).toBe("teacher's");
  expect(possessiveForm('students')).toBe("students'");
  expect(possessiveForm('men')).toBe("men's");
});
