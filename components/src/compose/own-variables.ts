/** Variables that stand for values, so that the values are in `.env` and nowhere else. */
export interface OwnVariables {
  /** The reference that a compose file has in place of a value. */
  refer(value: string): string;
  /** For `.env`, by name. */
  readonly all: Record<string, string>;
}

/** Names that no template's `.env` has: numbers in the order of their making. */
export function createOwnVariables(): OwnVariables {
  const all: Record<string, string> = {};
  return {
    all,
    refer(value) {
      const name = `OWN_${Object.keys(all).length + 1}`;
      all[name] = value;
      return `\${${name}}`;
    },
  };
}
