import { createProgram } from "@freehold/client/cli";
import { EVENT_TYPES } from "@freehold/model";
import { openApiDocument } from "@freehold/service/openapi";

type Program = ReturnType<typeof createProgram>;

/** The tables of `docs/api.md`, by their headings. */
export function referenceTables(): Readonly<Record<string, string>> {
  return { Routes: routeTable(), Commands: commandTable(), Events: eventTable() };
}

/** The table below a heading of a document; undefined where there is none. */
export function tableUnder(heading: string): RegExp {
  return new RegExp(`(?<=^## ${heading}\\n(?:(?!\\||#).*\\n)*)(?:\\|.*\\n)+`, "m");
}

/** Every route that this version answers. */
function routeTable(): string {
  const rows = Object.entries(openApiDocument("1").paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, RouteObject>)
      .filter(([, { responses }]) => !("501" in responses))
      .map(([method, { summary, security }]) => {
        const permission = security?.[0]?.apiKey?.[0];
        return `| \`${method.toUpperCase()} ${path}\` | ${summary} | ${permission === undefined ? "" : `\`${permission}\``} |\n`;
      }),
  );
  return `| request | does | needs |\n|---|---|---|\n${rows.join("")}`;
}

interface RouteObject {
  summary: string;
  responses: object;
  security?: { apiKey?: string[] }[];
}

function commandTable(): string {
  const rows = createProgram(unusedContext()).commands.flatMap((group) =>
    group.commands.map(
      (verb) => `| \`freehold ${group.name()} ${verb.name()}${usageOf(verb)}\` | ${verb.description()} |\n`,
    ),
  );
  return `| command | does |\n|---|---|\n${rows.join("")}`;
}

function usageOf(verb: Program): string {
  return verb.registeredArguments.map((argument) => ` <${argument.name()}>`).join("");
}

function eventTable(): string {
  const rows = Object.entries(EVENT_TYPES).map(([type, what]) => `| \`${type}\` | ${what} |\n`);
  return `| event | says, and its \`data\` |\n|---|---|\n${rows.join("")}`;
}

/** Nothing is run. */
function unusedContext(): Parameters<typeof createProgram>[0] {
  const unused = (): never => {
    throw new Error("no command is run");
  };
  return {
    client: unused,
    out: process.stdout,
    err: process.stderr,
    readInput: unused,
    fail: unused,
    untilStopped: unused,
  };
}
