import { unescapeEntities } from './entities.ts';
import { splitWords } from './whitespace.ts';

export interface TercomOptions {
  /** Unescape the four SGML entities and separate punctuation; `false` unless given. */
  readonly normalized?: boolean;
  /** Drop `. , ? : ; ! " ( )`; `false` unless given. */
  readonly noPunct?: boolean;
  /**
   * Let `normalized` split East Asian text into characters and `noPunct` drop East Asian
   * punctuation; no effect by itself; `false` unless given.
   */
  readonly asianSupport?: boolean;
  /** Keep upper and lower case apart; `false` unless given. */
  readonly caseSensitive?: boolean;
}

const PUNCTUATION = /[.,?:;!"()]/g;

const ASIAN_PUNCTUATION =
  /[\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09]/g;

/** Ideographs, radicals, strokes, enclosed and compatibility forms, but not kana. */
const ASIAN_CHARACTER =
  /[\u2e80-\u2eff\u31c0-\u31ef\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f]/g;

/**
 * The words of a line by the rules of the Tercom program (Snover et al. 2006), as in sacreBLEU.
 * Kana are never split off: sacreBLEU's rules for them ask for kana at the start of a line that has
 * been padded with a space by then.
 */
export function tokenizeTercom(line: string, options: TercomOptions = {}): string[] {
  let text = options.caseSensitive ? line : line.toLowerCase();
  if (options.normalized) {
    text = normalizeWestern(text);
    if (options.asianSupport) {
      text = text.replace(ASIAN_CHARACTER, ' $& ').replace(ASIAN_PUNCTUATION, ' $& ');
    }
  }
  if (options.noPunct) {
    text = text.replace(PUNCTUATION, '');
    if (options.asianSupport) text = text.replace(ASIAN_PUNCTUATION, '');
  }
  return splitWords(text);
}

function normalizeWestern(line: string): string {
  const text = unescapeEntities(line.replaceAll('\n-', '').replaceAll('\n', ' '));
  // Order matters: every rule reads what the one before it wrote.
  return ` ${text} `
    .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
    .replaceAll("'s ", " 's ")
    .replace(/([^0-9])([.,])/g, '$1 $2 ')
    .replace(/([.,])([^0-9])/g, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ');
}
