import { BACKENDS, OPERATIONS, VICTIMS, type Victim } from "./cases.ts";
import type { CaseResult } from "./run-case.ts";

/** Between these lines of the document the table stands. */
const BEGIN = "<!-- crash table: written by npm run test:crash -- --table -->";
const END = "<!-- end of the crash table -->";

const WHO: Readonly<Record<Victim, string>> = {
  runner: "runner with its engine, `kill -9`",
  provider: "providers and program in mid-call, `kill -9`; the engine is left",
  engine: "Pulumi engine alone, `kill -9`",
  service: "worker and API, `kill -9`",
  stopped: "worker stopped past its lease (`SIGSTOP`), resumes after another has ended the operation",
  "cut-off": "worker without its database until another has ended the operation",
};

const WHEN = [
  { at: "before", text: "before a call" },
  { at: "after", text: "after a call" },
  { at: "stage", text: "at a stage" },
] as const;

/** The document with the table of these results in it. */
export function withTable(document: string, results: readonly CaseResult[]): string {
  const before = document.indexOf(BEGIN);
  const after = document.indexOf(END);
  if (before < 0 || after < before) throw new Error(`the document must hold the lines ${BEGIN} and ${END}`);
  return `${document.slice(0, before + BEGIN.length)}\n\n${tableOf(results)}\n\n${document.slice(after)}`;
}

/** Right cases of all, by who is lost, when, and where the state is. */
export function tableOf(results: readonly CaseResult[]): string {
  const rows = VICTIMS.flatMap((victim) =>
    OPERATIONS.flatMap((work) =>
      WHEN.flatMap(({ at, text }) => {
        const here = results.filter((each) => each.victim === victim && each.work === work && each.moment.at === at);
        if (here.length === 0) return [];
        const cells = BACKENDS.map((backend) => share(here.filter((each) => each.backend === backend)));
        return [`| ${WHO[victim]} | ${work} | ${text} | ${cells.join(" | ")} |`];
      }),
    ),
  );
  const sums = BACKENDS.map((backend) => share(results.filter((each) => each.backend === backend)));
  return [
    "| lost | operation | when | files | PostgreSQL | embedded |",
    "|---|---|---|---|---|---|",
    ...rows,
    `| **all** | | | ${sums.join(" | ")} |`,
  ].join("\n");
}

function share(results: readonly CaseResult[]): string {
  const right = results.filter(({ wrong }) => wrong.length === 0).length;
  return results.length === 0 ? "" : `${right} of ${results.length}`;
}
