import { type Document, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { findingOf, type TemplateFinding } from "./finding.ts";
import { offsetOf } from "./offset-of.ts";

/** A file of a template as it was understood, or what is wrong with it. */
export type ReadDocument<T> = { value: T; findings: [] } | { value: undefined; findings: TemplateFinding[] };

/**
 * Reads a YAML file by a schema; each finding says the line.
 *
 * @param file how the file is named in findings
 */
export function readDocument<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  file: string,
): ReadDocument<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = [...document.errors, ...document.warnings].map(({ message, pos }) =>
    findingOf({ file, line: lines.linePos(pos[0]).line, path: "" }, `cannot be read: ${message.split("\n")[0]}`),
  );
  if (broken.length > 0) return { value: undefined, findings: broken };
  const parsed = schema.safeParse(document.toJS(), { reportInput: true });
  if (parsed.success) return { value: parsed.data, findings: [] };
  const findings = parsed.error.issues.flatMap(flat).map((issue) => {
    const path = pathInFile(document, issue.path);
    const { line } = lines.linePos(offsetOf(document, path));
    return findingOf({ file, line, path: path.map(String).join(".") }, allowedBy(issue), shownInput(issue));
  });
  return { value: undefined, findings };
}

/** An issue as one finding for each key that it is about. */
function flat(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }));
  }
  if (issue.code === "invalid_key") {
    const { path } = issue;
    return issue.issues.map((inner) => ({ code: "custom", path, message: allowedBy(inner), input: path.at(-1) }));
  }
  return [issue];
}

function shownInput(issue: z.core.$ZodIssue): unknown {
  return issue.code === "unrecognized_keys" || typeof issue.input === "object" ? undefined : issue.input;
}

/** What the schema allows, in words. */
function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return "is not known here";
  if (issue.code === "invalid_value")
    return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
  if (issue.code === "invalid_type" && issue.input === undefined) return `must be given: ${named(issue.expected)}`;
  if (issue.code === "invalid_type") return `must be ${named(issue.expected)}`;
  if (issue.code === "invalid_union" && issue.errors.length > 0)
    return [...new Set(issue.errors.flat().map(allowedBy))].join(", or ");
  if (issue.code === "too_small") return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === "invalid_format" && issue.format === "starts_with")
    return `must begin with ${"prefix" in issue ? issue.prefix : ""}`;
  return issue.message;
}

const NAMES: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "text",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a mapping",
  record: "a mapping",
};

function named(type: string): string {
  return NAMES[type] ?? type;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" ? " entries long" : "";
}

/** The path as the file has it: without the list that the schema makes of a single value. */
function pathInFile(document: Document, path: readonly PropertyKey[]): PropertyKey[] {
  const inFile: PropertyKey[] = [];
  for (const part of path) {
    const node = inFile.length === 0 ? document.contents : document.getIn(inFile, true);
    if (isScalar(node)) break;
    if (!(isMap(node) && typeof part === "number")) inFile.push(part);
  }
  return inFile;
}
