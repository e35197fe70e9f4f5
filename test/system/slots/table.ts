import type { Outcome, Result } from "./run-attacks.ts";

/** The results as a table for a document: attack, who stopped it, and who did when that layer was off. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map(
    ({ attack, first, next }) =>
      `| ${attack.found ?? ""} | ${attack.name} | ${shown(first)} | ${next === undefined ? "" : shown(next)} |`,
  );
  return ["| found | attack | stopped by | with that off stopped by |", "|---|---|---|---|", ...rows, ""].join("\n");
}

/** What was reached, or the attacker was told, for people. */
export function described(result: Result): string {
  const { attack, first, next } = result;
  const detail = (outcome: Outcome) =>
    outcome.reached === ""
      ? `stopped by ${outcome.layer || "?"}: ${lastLine(outcome.said)}`
      : `REACHED: ${outcome.reached}`;
  const off = next === undefined ? "" : `\n    without ${first.layer || "?"}: ${detail(next)}`;
  return `${attack.found === undefined ? "" : `(${attack.found}) `}${attack.name}\n    ${detail(first)}${off}`;
}

/** Sentences about what is not as it must be: something was reached, or another layer stopped it than the one that is named. */
export function wrongIn({ attack, first, next }: Result): string[] {
  if (first.reached !== "") return [`${attack.name}: ${first.reached}`];
  const [named, behind] = attack.stoppedBy;
  const sentences =
    first.layer === named ? [] : [`${attack.name}: ${named} must stop it, it was ${first.layer || "nobody"}`];
  if (next?.reached) sentences.push(`${attack.name}: without ${first.layer}: ${next.reached}`);
  else if (next?.layer !== behind)
    sentences.push(`${attack.name}: without ${first.layer} ${behind} must stop it, it was ${next?.layer || "nobody"}`);
  return sentences;
}

function shown({ reached, layer }: Outcome): string {
  return reached === ""
    ? `\`${layer || "?"}\``
    : `**nothing**: ${reached.replaceAll("|", "\\|").replaceAll("\n", " ")}`;
}

function lastLine(said: string): string {
  return said.trim().split("\n").at(-1) ?? "";
}
