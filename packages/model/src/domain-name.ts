import { z } from "zod";
import { decodePunycode } from "./decode-punycode.ts";

const PATTERN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$/;
const FORM = "must be a domain name in lower case, such as app.example.com";

/** A domain name as it stands in the DNS: labels in other scripts than ASCII in their A-label form, `xn--…`, at every level. */
export const DomainName = z
  .string()
  .max(253)
  .regex(PATTERN, { error: ({ input }) => [FORM, ...asciiFormOf(input)].join(": ") });

/** A domain name that is chosen now: one that an authority gives a certificate for. */
export const NewDomainName = DomainName.superRefine((domain, context) => {
  // The form has been refused already.
  const fault = PATTERN.test(domain) ? certificateFault(domain) : undefined;
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
});

/** Most labels in a name that Let's Encrypt gives a certificate for. */
const MOST_LABELS = 10;

/**
 * Why no authority gives a certificate for a name that is a domain's by its form; undefined for one that gets one, when its registry knows it.
 * The rules are those of Let's Encrypt, in the words of its own source:
 * https://github.com/letsencrypt/boulder/blob/038170a4174f8d3c915cbd8ac625fcc67dacb420/policy/pa.go (`validDomain`).
 */
function certificateFault(domain: string): string | undefined {
  const labels = domain.split(".");
  if (labels.length > MOST_LABELS)
    return `must have at most ${MOST_LABELS} labels, or no authority gives it a certificate`;
  const reserved = labels.find(isReserved);
  if (reserved !== undefined)
    return `must not have -- in the third and fourth place of a label, as in ${reserved}: that form is kept for other scripts (xn--)`;
  const encoded = labels.find((label) => label.startsWith("xn--") && !isEncoding(label));
  return encoded === undefined ? undefined : `must have valid A-labels; ${encoded} stands for no text`;
}

/** Whether a label has the form of an encoding without being one, RFC 5890 §2.3.1: an R-LDH label that is no XN-label. */
export function isReserved(label: string): boolean {
  return label.slice(2, 4) === "--" && !label.startsWith("xn--");
}

/**
 * Names that no public authority gives certificates for, because nobody can own them.
 * https://www.iana.org/assignments/special-use-domain-names, and `.internal`, which is reserved for private use.
 */
const SPECIAL = [
  ...["alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion", "test"],
  ...["example.com", "example.net", "example.org"],
];

/** Whether a name is in a part of the DNS that is nobody's, such as `.test` and `.local`. */
export function isSpecialUse(domain: string): boolean {
  return SPECIAL.some((name) => domain === name || domain.endsWith(`.${name}`));
}

/** True when a label is what Unicode's rules make of the text that it stands for. */
function isEncoding(label: string): boolean {
  const text = decodePunycode(label.slice("xn--".length));
  return text !== undefined && asciiHostOf(`${text}.example`) === `${label}.example`;
}

/** The form to write in place of a name in other letters. */
function asciiFormOf(input: unknown): string[] {
  if (typeof input !== "string" || /^[\x21-\x7e]*$/.test(input)) return [];
  const ascii = asciiHostOf(input);
  return ascii !== undefined && PATTERN.test(ascii) ? [`in A-label form it is ${ascii}`] : [];
}

function asciiHostOf(name: string): string | undefined {
  return /^[^\s/?#@:[\]\\%]+$/.test(name) && URL.canParse(`http://${name}/`)
    ? new URL(`http://${name}/`).hostname
    : undefined;
}
