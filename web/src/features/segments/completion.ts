export interface Written {
  text: string;
  /** Where one writes on. */
  caret: number;
}

const CLINGS = /^[,)]/;
const OPENS = /\($/;

/** The text with a word put in the place of the `begun` last signs before the caret, and a blank behind it where one is
 * needed to write on. */
export function completed({ text, caret }: Written, word: string, begun: number): Written {
  const kept = text.slice(0, caret - begun);
  const before = CLINGS.test(word) ? kept.trimEnd() : kept;
  const behind = text.slice(caret);
  const blank = OPENS.test(word) || /^\s/.test(behind) ? "" : " ";
  const start = before + word + blank;
  return { text: start + behind, caret: start.length };
}
