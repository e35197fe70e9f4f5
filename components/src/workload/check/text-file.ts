import { LineCounter, parseDocument } from "yaml";
import { offsetOf } from "../manifest/offset-of.ts";

/** A file of a template. */
export interface TextFile {
  /** How it is named in findings. */
  file: string;
  text: string;
}

/** Says on which line of a YAML file something is, or what it would be in. */
export function lineFinder({ text }: TextFile): (path: readonly PropertyKey[]) => number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return (path) => lines.linePos(offsetOf(document, path)).line;
}
