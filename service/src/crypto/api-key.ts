import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 40;
const CHECKSUM_LENGTH = 6;

/** What every key that this service makes looks like, for those who look for secrets that got out. */
export const API_KEY_PATTERN = /\bfh_[0-9A-Za-z]{46}\b/;

/** A new API key: `fh_`, 40 random characters (238 bits), and a checksum by which scanners distinguish a key from what looks like one. */
export function generateApiKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return `fh_${random}${checksumOf(random)}`;
}

/** CRC-32 in base 62, as GitHub's tokens have it. */
function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    digits = `${ALPHABET[rest % ALPHABET.length]}${digits}`;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
