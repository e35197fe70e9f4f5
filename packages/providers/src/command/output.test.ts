import { expect, test } from "@jest/globals";
import { KEPT_BYTES, OutputCollector, SHOWN_LINES } from "./output.ts";

/** What is kept and shown of a machine that writes these chunks to its standard output. */
function collect(chunks: readonly string[]) {
  const lines: string[] = [];
  const collector = new OutputCollector((line) => lines.push(line), undefined);
  for (const chunk of chunks) collector.add("stdout", Buffer.from(chunk));
  return { lines, ...collector.output };
}

test("what a command usually writes is kept whole", () => {
  const { stdout, lines } = collect(["first\nsec", "ond\n"]);

  expect(stdout).toBe("first\nsecond");
  expect(lines).toEqual(["first", "second"]);
});

test("of ten megabytes, beginning and end are kept, and the first lines are shown", () => {
  const { stdout, lines } = collect([
    "the beginning\n",
    ...Array.from({ length: 160 }, () => "x".repeat(63).concat("\n").repeat(1024)),
    "the end\n",
  ]);

  expect(stdout.length).toBeLessThan(KEPT_BYTES + 100);
  expect(stdout).toMatch(/^the beginning\n/);
  expect(stdout).toMatch(/\n… 10453014 bytes are left out …\n/);
  expect(stdout).toMatch(/\nthe end$/);
  expect(lines).toHaveLength(SHOWN_LINES + 1);
  expect(lines.at(-1)).toBe("… what the command writes further is not shown");
});

test("a line without end is neither kept nor shown whole", () => {
  const { stdout, lines } = collect([...Array.from({ length: 64 }, () => "x".repeat(65_536)), "\n"]);

  expect(stdout.length).toBeLessThan(KEPT_BYTES + 100);
  expect(lines).toEqual(["x".repeat(1_000)]);
});

test("what is left out is not put together wrongly where chunks end at the limit", () => {
  const half = KEPT_BYTES / 2;

  expect(collect(["a".repeat(half), "b".repeat(half)]).stdout).toBe("a".repeat(half) + "b".repeat(half));
  expect(collect(["a".repeat(half), "b".repeat(half), "c"]).stdout).toBe(
    `${"a".repeat(half)}\n… 1 bytes are left out …\n${"b".repeat(half - 1)}c`,
  );
});
