import type { IncomingMessage } from "node:http";
import type { WebAnswer } from "./web-answer.ts";

/** What a bundle's file `probe` says that the workload answers when it is reached. */
export interface BundleProbe {
  path: string;
  status: number;
  headers: ReadonlyMap<string, string>;
}

/** The file `probe`: `<path> <status>`, then the headers that are sent, `name: value` a line. Undefined where there is none. */
export function readProbe(text: string | undefined): BundleProbe | undefined {
  const [first = "", ...lines] = (text ?? "").split("\n");
  const [, path, status] = /^(\/\S*) (\d{3})$/.exec(first) ?? [];
  if (path === undefined) return undefined;
  const headers = lines.flatMap((line) => {
    const [, name, value] = /^([^:\s]+): (.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
  return { path, status: Number(status), headers: new Map(headers) };
}

/**
 * What a simulated workload of any template answers: its probe what its template says, to who sends the headers that the probe has; for the
 * rest nobody knows what the image would answer. One whose bundle has no probe answers everybody that it is there.
 */
export function probeAnswer(probe: BundleProbe | undefined, { url = "/", headers }: IncomingMessage): WebAnswer {
  if (probe === undefined) return { status: 200, body: { message: "a simulated machine" } };
  const { pathname, search } = new URL(url, "http://machine");
  const expected = probe.path;
  if (pathname !== expected && `${pathname}${search}` !== expected) {
    return { status: 501, body: { message: `a simulated machine answers ${expected} only, got ${pathname}` } };
  }
  const missing = [...probe.headers].find(([name, value]) => headers[name] !== value);
  if (missing !== undefined) return { status: 401, body: { message: `the header ${missing[0]} is not the probe's` } };
  return { status: probe.status, body: { message: "a simulated machine" } };
}
