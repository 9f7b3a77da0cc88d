/** Cuts a frame's label to the room in its box. */

/** Widths of writing in CSS pixels. */
export interface LabelMeasure {
  /** Width of each printable ASCII letter. */
  letter: number;
  widthOf: (text: string) => number;
}

/** What is written: the name, and its place from `placeAt` pixels on. */
export interface FittedLabel {
  name: string;
  place: string;
  placeAt: number;
}

/** Fewer letters than this say nothing. */
const FEWEST = 3;

/** The name, cut with an ellipsis, and as much of `file:line` as there is room for; null where not even three letters fit. */
export function fitLabel(
  name: string,
  file: string | null,
  line: number,
  room: number,
  measure: LabelMeasure,
): FittedLabel | null {
  const letters = Math.floor(room / measure.letter);
  if (letters < Math.min(FEWEST, name.length)) return null;
  if (/[^\x20-\x7e]/.test(name)) return fitWideName(name, room, measure);
  if (name.length > letters) {
    return { name: `${name.slice(0, letters - 1)}…`, place: '', placeAt: 0 };
  }
  const short = file === null ? '' : (file.split(/[\\/]/).pop() ?? '');
  const place = short !== '' && line > 0 ? `${short}:${line}` : short;
  const left = letters - name.length - 1;
  const fitted = place.length <= left ? place : left > FEWEST ? `${place.slice(0, left - 1)}…` : '';
  return { name, place: fitted, placeAt: (name.length + 1) * measure.letter };
}

/** Letters of other scripts have other widths, and one letter may be several units of text: cut between letters. */
function fitWideName(name: string, room: number, measure: LabelMeasure): FittedLabel | null {
  if (measure.widthOf(name) <= room) return { name, place: '', placeAt: 0 };
  const letters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (measure.widthOf(`${letters.slice(0, middle).join('')}…`) <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? null : { name: `${letters.slice(0, low).join('')}…`, place: '', placeAt: 0 };
}
