import { shownValue } from "../../compose/compose-error.ts";

/** What is wrong in a template's files. */
export interface TemplateFinding {
  /** The file, within the template's folder. */
  file: string;
  /** Line of it, from 1. */
  line: number;
  /** Where in it, such as `ports.web.port`. */
  path: string;
  /** The value got, as it is shown. Absent where there is none. */
  got?: string;
  /** What is allowed, such as `must be a whole number`. */
  allowed: string;
  /** All of that in one line. */
  message: string;
}

/** Makes a finding of its parts. @param got undefined where there is no value */
export function findingOf(
  at: { file: string; line: number; path: string },
  allowed: string,
  got?: unknown,
): TemplateFinding {
  const shown = got === undefined ? undefined : shownValue(got);
  const message = [`${at.file}:${at.line}:`, at.path, allowed].filter((part) => part !== "").join(" ");
  return {
    ...at,
    allowed,
    ...(shown === undefined ? {} : { got: shown }),
    message: shown === undefined ? message : `${message}, got ${shown}`,
  };
}
