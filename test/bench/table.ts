import { PROCESS_KINDS } from "./process-kind.ts";
import type { BenchReport, Figures, MemoryFigures } from "./report.ts";
import type { Spread } from "./statistics.ts";
import { OPERATIONS } from "./ways/way.ts";

const NOTES = [
  "seconds: from the request to its end, of each operation. CPU: user and system, of all processes of the way, ended ones too; not the sandbox's.",
  "engine: pulumi. runner: where the program runs (in a the user's process, in b the language host). service: Freehold's, in c the process that asks the engine.",
  "other: in a and b the stand-ins for the providers' plugins, which in c and d are part of the runner; in b the commands' process stands for a shell and is left out.",
  "create: until the outputs are there, with the stack and its settings. update: an `up` without a change. destroy: the stack's state, too.",
  "destroy in c and d runs the program, which decides what is protected; in a and b it reads the state alone.",
  "destroy in d also switches the machine off, asks the clouds twice whether anything is left, and waits FREEHOLD_INVENTORY_PAUSE_SEC (3 s) between: compare its CPU seconds.",
  "memory: proportional set size of all processes of the way; c and d keep as many warm runners as tenants are worked on at a time.",
];

/** The report for people. */
export function asTable(report: BenchReport): string {
  const { machine, rounds, tookSec, figures } = report;
  const levels = [...new Set(figures.map(({ concurrency }) => concurrency))];
  const blocks = levels.flatMap((level) =>
    OPERATIONS.map((operation) => {
      const title = `${operation}, ${level} at a time`;
      return block(
        report,
        title,
        figures.filter((each) => each.concurrency === level && each.operation === operation),
      );
    }),
  );
  return [
    `${machine.cpus} cores (${machine.model}), ${machine.memoryGib} GiB, Node ${machine.node}; rounds: ${rounds}, took ${tookSec} s`,
    ...blocks,
    memoryBlock(report),
    NOTES.join("\n"),
    ...report.leftovers.map((leftover) => `LEFT OVER: ${leftover}`),
    "",
  ].join("\n\n");
}

function block(report: BenchReport, title: string, figures: readonly Figures[]): string {
  const heads = [
    ...["seconds: min", "median", "max", "a minute", "CPU s: min", "median", "max"],
    ...PROCESS_KINDS,
    ...[`time / ${report.base}`, `CPU / ${report.base}`],
  ];
  return aligned([
    [title, ...heads],
    ...figures.map((each) => [nameOf(report, each), ...("missing" in each ? [each.missing] : cellsOf(each))]),
  ]);
}

function cellsOf({ seconds, perMinute, cpuSec, cpuSecByKind, ratio }: Exclude<Figures, { missing: string }>): string[] {
  const times = (value: number | undefined) => (value === undefined ? "" : value.toFixed(1));
  return [
    ...spread(seconds),
    perMinute.toFixed(1),
    ...spread(cpuSec),
    ...PROCESS_KINDS.map((kind) => cpuSecByKind[kind].toFixed(2)),
    ...[times(ratio?.seconds), times(ratio?.cpuSec)],
  ];
}

function memoryBlock(report: BenchReport): string {
  const row = (each: MemoryFigures) => [
    `${nameOf(report, each)}, ${each.concurrency} at a time`,
    String(each.idleMib),
    String(each.peakMib),
  ];
  return aligned([["memory", "idle MiB", "peak MiB"], ...report.memory.map(row)]);
}

function nameOf({ ways }: BenchReport, { way }: Pick<Figures, "way">): string {
  return `${way} ${ways[way]}`;
}

function spread({ min, median, max }: Spread): string[] {
  return [min, median, max].map((value) => value.toFixed(2));
}

/** Columns as wide as their widest cell, the first to the left and the others to the right; a row of two cells in a wider table is a sentence. */
function aligned(rows: readonly string[][]): string {
  const width = Math.max(...rows.map((row) => row.length));
  const isSentence = (row: readonly string[]) => row.length === 2 && width > 2;
  const widths = Array.from({ length: width }, (_, column) =>
    Math.max(...rows.filter((row) => column === 0 || !isSentence(row)).map((row) => row[column]?.length ?? 0)),
  );
  const padded = (row: string[]) =>
    row.map((cell, column) =>
      column === 0 || isSentence(row)
        ? cell.padEnd(column === 0 ? (widths[0] ?? 0) : 0)
        : cell.padStart(widths[column] ?? 0),
    );
  return rows.map((row) => padded(row).join("  ").trimEnd()).join("\n");
}
