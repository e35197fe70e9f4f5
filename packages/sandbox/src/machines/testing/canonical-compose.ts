/** What a host wants of every service of a slot. */
const LIMITS = {
  pids_limit: 512,
  security_opt: ["no-new-privileges:true"],
  logging: { driver: "local", options: { "max-size": "10m", "max-file": "3" } },
  ulimits: { nofile: { soft: 16384, hard: 16384 } },
};

/** A compose file of a slot in the form that its host takes, with the limits that it wants, and no check of anything. */
export function canonicalCompose(tenantId: string, services: Record<string, object>, rest: object = {}): string {
  const limited = Object.entries(services).map(([name, service]) => [name, { ...LIMITS, ...service }] as const);
  const file = { name: `fh-${tenantId}`, services: Object.fromEntries(limited), ...rest };
  return `${linesOf(file).join("\n")}\n`;
}

/** Block style, two spaces a level, strings as JSON's. */
function linesOf(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const [first = "", ...others] = isFilled(item) ? linesOf(item) : [scalarOf(item)];
      return [`- ${first}`, ...others.map((line) => `  ${line}`)];
    });
  }
  return Object.entries(value as object).flatMap(([key, item]) =>
    isFilled(item) ? [`${key}:`, ...linesOf(item).map((line) => `  ${line}`)] : [`${key}: ${scalarOf(item)}`],
  );
}

function isFilled(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function scalarOf(value: unknown): string {
  if (Array.isArray(value)) return "[]";
  return typeof value === "object" ? "{}" : JSON.stringify(value);
}
