/** The parameters of IDNA: RFC 3492 §5. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_POINT = 128;
const LAST_POINT = 0x10ffff;

/**
 * The text that an A-label stands for: RFC 3492 §6.2. JavaScript encodes, by `URL`, and does not decode.
 *
 * @param encoded Without `xn--`
 * @returns Undefined for what is no encoding
 */
export function decodePunycode(encoded: string): string | undefined {
  const dash = encoded.lastIndexOf("-");
  const points = [...encoded.slice(0, Math.max(dash, 0))].map((character) => character.charCodeAt(0));
  const digits = [...encoded.slice(dash + 1)].map(digitOf);
  let [point, place, bias] = [FIRST_POINT, 0, FIRST_BIAS];
  for (let at = 0; at < digits.length; ) {
    const read = readNumber(digits, at, bias);
    if (read === undefined) return undefined;
    const length = points.length + 1;
    bias = nextBias(read.value, length, at === 0);
    place += read.value;
    point += Math.floor(place / length);
    if (point > LAST_POINT) return undefined;
    place %= length;
    points.splice(place, 0, point);
    place += 1;
    at = read.end;
  }
  return String.fromCodePoint(...points);
}

/** A number of variable length; each digit's weight depends on where in the number it stands. */
function readNumber(
  digits: readonly number[],
  begin: number,
  bias: number,
): { value: number; end: number } | undefined {
  let [value, weight] = [0, 1];
  for (let at = begin, k = BASE; at < digits.length; at += 1, k += BASE) {
    const digit = digits[at] ?? -1;
    if (digit < 0) return undefined;
    value += digit * weight;
    if (value > LAST_POINT * 64) return undefined;
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (digit < threshold) return { value, end: at + 1 };
    weight *= BASE - threshold;
  }
  return undefined;
}

function nextBias(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > Math.floor(((BASE - T_MIN) * T_MAX) / 2); k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

/** `a` to `z` are 0 to 25, `0` to `9` are 26 to 35; -1 for anything else. */
function digitOf(character: string): number {
  if (/^[a-z]$/.test(character)) return character.charCodeAt(0) - 97;
  return /^[0-9]$/.test(character) ? Number(character) + 26 : -1;
}
