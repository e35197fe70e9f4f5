/** The operations that a vendor's own client had answered well, by client. */
export type Proofs = Map<Client, string[]>;

/** A client of a vendor, unpatched, and the cloud that it drives. */
export interface Client {
  /** As the registry names it, with the version. */
  name: string;
  registry: "PyPI" | "npm" | "Go";
  cloud: string;
}

/** The operations of a cloud that were answered without a refusal since the sandbox began. */
export async function answeredOperations(controlEndpoint: string, cloud: string): Promise<string[]> {
  const answer = await fetch(`${controlEndpoint}/requests?cloud=${cloud}`);
  const { requests } = (await answer.json()) as { requests: { operation: string | null; status: number | null }[] };
  const well = requests.filter(({ status }) => status !== null && status < 400);
  return [...new Set(well.map(({ operation }) => operation ?? ""))].filter((operation) => operation !== "").sort();
}

/** The document that says what each client proves. */
export function conformanceDocument(proofs: Proofs): string {
  const clients = [...proofs.keys()];
  const clouds = [...new Set(clients.map(({ cloud }) => cloud))];
  return `${HEAD}\n${clouds.map((cloud) => section(cloud, proofs)).join("\n")}`;
}

const HEAD = `# What the vendors' own clients prove

Each of these clients runs against the sandbox as its vendor published it. A mark says that the client sent the request itself and took
the answer. Every answer of every built operation is also held against the vendors' specifications, see \`test/contract\`.

This file is generated: \`FREEHOLD_RENEW=conformance npm test -- test/contract/vendor-clients\` renews it, and the tests compare it.
`;

function section(cloud: string, proofs: Proofs): string {
  const columns = [...proofs].filter(([client]) => client.cloud === cloud);
  const operations = [...new Set(columns.flatMap(([, proven]) => proven))].sort(byPath);
  const heads = columns.map(([{ name, registry }]) => `${name} (${registry})`);
  const rows = operations.map((operation) => {
    const marks = columns.map(([, proven]) => (proven.includes(operation) ? "✓" : ""));
    return `| \`${operation}\` | ${marks.join(" | ")} |`;
  });
  return [
    `## ${cloud}`,
    "",
    `| operation | ${heads.join(" | ")} |`,
    `|---|${heads.map(() => "---|").join("")}`,
    ...rows,
    "",
  ].join("\n");
}

function byPath(a: string, b: string): number {
  const turned = (operation: string) => operation.split(" ").reverse().join(" ");
  return turned(a) < turned(b) ? -1 : 1;
}
