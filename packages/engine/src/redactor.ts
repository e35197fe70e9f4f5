/** Replaces secrets in text by `***`. */
export interface Redactor {
  /** Learns a value that must never be shown. Values shorter than six characters are ignored: they would eat innocent text. */
  add(secret: string): void;
  redact(text: string): string;
}

const SHORTEST_SECRET = 6;

/**
 * Secrets recognised by their form, whoever made them. What precedes the part that tells has a limit: looking for it must not take the square
 * of a text's length.
 */
const PATTERNS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, "***"],
  [/\beyJ[\w-]{8,512}\.[\w-]{8,}\.[\w-]+/g, "***"], // JSON web token
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, "$1 ***"],
  [/\b([a-z][a-z0-9+.-]{0,40}:\/\/[^\s:/@]{1,256}):[^\s@/]{1,1024}@/gi, "$1:***@"], // password in a URL
  [
    /([\w-]{0,64}(?:password|passwd|passphrase|secret|token|api[_-]?key))(["']?\s*[=:]\s*["']?)[^\s"',;}]{4,}/gi,
    "$1$2***",
  ],
];

/** Makes a redactor that knows the given values. */
export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const known = new Set<string>();
  const add = (secret: string) => {
    for (const form of formsOf(secret)) known.add(form);
  };
  for (const secret of secrets) add(secret);
  return {
    add,
    redact(text) {
      let clean = text;
      // Longest first: a value that holds another one is replaced whole.
      for (const secret of [...known].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(secret, "***");
      for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
      return clean;
    },
  };
}

/** What nobody may be shown of a URL; nothing of one without a password. */
export function passwordOf(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { password } = new URL(url);
  return password === "" ? [] : [decodeURIComponent(password)];
}

/** The value itself, as base64, percent-encoded and as it stands inside a JSON string. */
function formsOf(secret: string): string[] {
  const forms = [
    secret,
    Buffer.from(secret).toString("base64"),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
  return forms.filter((form) => form.length >= SHORTEST_SECRET);
}
