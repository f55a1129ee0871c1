import { describe, expect, it } from 'vitest';
import {
  type ReferenceSet,
  readVectors,
  selectReferences,
  type VectorCorpus,
} from '../test/vectors.ts';
import { corpusTer, sentenceTer, type TerOptions } from './ter.ts';

interface TerVectors {
  readonly references: ReferenceSet;
  /** Segments that this group does not score. */
  readonly leftOut: readonly number[];
  readonly options: TerOptions;
  readonly signature: string;
  readonly shortSignature: string;
  readonly scores: Readonly<
    Record<
      string,
      readonly [score: number, editCount: number, referenceLength: number, line: string]
    >
  >;
}

describe('TER equals sacreBLEU', () => {
  const corpus = readVectors<VectorCorpus>('corpus');

  it.each(readVectors<TerVectors[]>('ter'))(
    'with references $references and $options',
    ({ references: referenceSet, leftOut, options, scores, ...signatures }) => {
      const scored = <T>(lines: readonly T[]) => lines.filter((_, i) => !leftOut.includes(i));
      const references = selectReferences(corpus, referenceSet).map(scored);
      for (const [system, hypotheses] of Object.entries(corpus.systems)) {
        const score = corpusTer(scored(hypotheses), references, options);
        const [expected, editCount, referenceLength, line] = scores[system]!;
        expect(score.score, system).closeTo(expected, 1e-9);
        expect(score.editCount, system).toBe(editCount);
        expect(score.referenceLength, system).closeTo(referenceLength, 1e-9);
        expect(score.format({ width: 3 }), system).toBe(line);
        expect(score, system).toMatchObject(signatures);
      }
    },
  );
});

// The expectations that sacreBLEU's own tests state, with their tolerances.
it.each([
  ['aaaa bbbb cccc dddd', 'aaaa bbbb cccc dddd', 0],
  ['dddd eeee ffff', 'aaaa bbbb cccc', 100],
  ['', 'a', 100],
  ['d e f g h a b c', 'a b c d e f g h', 100 / 8],
])('TER of %j against %j is %d', (hypothesis, reference, expected) => {
  expect(sentenceTer(hypothesis, [reference]).score).closeTo(expected, 1e-3);
});

it('TER of the sentences from WMT 2019 in sacreBLEU’s tests', () => {
  const hypotheses = [
    'wählen Sie " Bild neu berechnen , " um beim Ändern der Bildgröße Pixel hinzuzufügen oder zu entfernen , damit das Bild ungefähr dieselbe Größe aufweist wie die andere Größe .',
    'wenn Sie alle Aufgaben im aktuellen Dokument aktualisieren möchten , wählen Sie im Menü des Aufgabenbedienfelds die Option " Alle Aufgaben aktualisieren . "',
    'klicken Sie auf der Registerkarte " Optionen " auf die Schaltfläche " Benutzerdefiniert " und geben Sie Werte für " Fehlerkorrektur-Level " und " Y / X-Verhältnis " ein .',
    'Sie können beispielsweise ein Dokument erstellen , das ein Auto über die Bühne enthält .',
    'wählen Sie im Dialogfeld " Neu aus Vorlage " eine Vorlage aus und klicken Sie auf " Neu . "',
  ];
  const references = [
    'wählen Sie " Bild neu berechnen , " um beim Ändern der Bildgröße Pixel hinzuzufügen oder zu entfernen , damit die Darstellung des Bildes in einer anderen Größe beibehalten wird .',
    'wenn Sie alle Aufgaben im aktuellen Dokument aktualisieren möchten , wählen Sie im Menü des Aufgabenbedienfelds die Option " Alle Aufgaben aktualisieren . "',
    'klicken Sie auf der Registerkarte " Optionen " auf die Schaltfläche " Benutzerdefiniert " und geben Sie für " Fehlerkorrektur-Level " und " Y / X-Verhältnis " niedrigere Werte ein .',
    'Sie können beispielsweise ein Dokument erstellen , das ein Auto enthalt , das sich über die Bühne bewegt .',
    'wählen Sie im Dialogfeld " Neu aus Vorlage " eine Vorlage aus und klicken Sie auf " Neu . "',
  ];
  expect(corpusTer(hypotheses, [references]).score).closeTo(13.6, 1e-3);
});

it('TER of empty texts', () => {
  expect(sentenceTer('', ['']).score).toBe(0);
  expect(sentenceTer('a b', ['']).score).toBe(100);
});
