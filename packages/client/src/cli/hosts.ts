import type { Cloud, Host, Operation, Size } from "@freehold/model";
import { Command } from "commander";
import { confirmName } from "./confirm-name.ts";
import type { CliContext } from "./context.ts";
import { followToEnd } from "./follow-to-end.ts";
import { isJson, print, printResult, table } from "./output.ts";

interface CapacityOptions {
  slots?: string;
  memory?: string;
  cores?: string;
}

interface AddOptions extends CapacityOptions {
  cloud: Cloud;
  region: string;
  address: string;
  sshPort: string;
  sshUser: string;
  hostKey: string;
  slots: string;
  edge: boolean;
  limitStorage: boolean;
}

interface OrderOptions extends CapacityOptions {
  cloud: Cloud;
  region: string;
  size: Size;
  email?: string;
  certificates?: "acme-http" | "internal";
  wait: boolean;
}

/** `freehold hosts …` */
export function hostCommands(context: CliContext): Command {
  const hosts = new Command("hosts").description("the machines that tenants share, each in a slot of its own");
  withCapacity(
    hosts
      .command("add <name>")
      .description("register a machine with Docker, an SSH server and hostctl; the private key comes by standard input")
      .requiredOption("--address <ipv4>", "what its tenants' names lead to")
      .requiredOption("--host-key <key>", "the host's public key, such as `ssh-ed25519 AAAA…`")
      .option("--cloud <cloud>", "where the machine is; docker for one of your own", "docker")
      .option("--region <region>", "its place; slots are asked for by it", "local")
      .option("--ssh-port <port>", "port of its SSH server", "22")
      .option("--ssh-user <user>", "who may use Docker and run hostctl", "freehold")
      .option("--no-limit-storage", "for a host without loop devices: slots are not kept within their size of storage")
      .option("--edge", "an edge on it takes requests by name", false),
    "10",
  ).action((name: string, options: AddOptions, command: Command) => add(context, command, name, options));
  withCapacity(
    hosts
      .command("order <name>")
      .description("have a machine built as a host, with an edge in front of its slots")
      .requiredOption("--cloud <cloud>", "where it is ordered: hetzner, digitalocean or proxmox")
      .requiredOption("--region <region>", "the cloud's name of the region")
      .option("--size <size>", "small, medium, large or xlarge", "large")
      .option("--email <address>", "whom Let's Encrypt writes to")
      .option("--certificates <kind>", "acme-http or internal")
      .option("--no-wait", "do not follow the building"),
  ).action((name: string, options: OrderOptions, command: Command) => order(context, command, name, options));
  hosts
    .command("list")
    .description("list the hosts and what is in use")
    .action((_options: unknown, command: Command) => list(context, command));
  hosts
    .command("get <host>")
    .description("show one host, by id or name")
    .action(async (host: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getHost(host)),
    );
  hosts
    .command("slots <host>")
    .description("show who is on a host")
    .action(async (host: string, _options: unknown, command: Command) =>
      print(context, command, { items: await context.client().listSlots(host) }),
    );
  withCapacity(
    hosts
      .command("change <host>")
      .description("drain a host or end that, or correct what it has")
      .option("--drain", "take no new tenants")
      .option("--no-drain", "take new tenants again"),
  ).action((host: string, options: CapacityOptions & { drain?: boolean }, command: Command) =>
    change(context, command, host, options),
  );
  hosts
    .command("remove <host>")
    .description(
      "take a host away on which no tenant lives: one that was ordered is destroyed, another's machine is left as it is",
    )
    .option("--no-wait", "do not follow the destroy")
    .action(async (host: string, { wait }: { wait: boolean }, command: Command) => {
      const { host: removed, operation } = await context.client().removeHost(host);
      if (operation === undefined)
        return printResult(
          context,
          command,
          removed,
          `${removed.name} is registered no longer; its machine is as it was`,
        );
      if (!wait) return printOrdered(context, command, removed, operation);
      const ended = await followToEnd(context, command, operation.id, `destroying ${host}`);
      printResult(context, command, ended, `the destroy of ${removed.name} has ${ended.status}`);
    });
  hosts
    .command("declare-dead <host>")
    .description("give up a host that answers no more as it should: its tenants are moved, their data there is lost")
    .option("--yes", "do not ask for the host's name", false)
    .action((host: string, { yes }: { yes: boolean }, command: Command) => declareDead(context, command, host, yes));
  return hosts;
}

async function declareDead(context: CliContext, command: Command, idOrName: string, yes: boolean): Promise<void> {
  const { name, used } = await context.client().getHost(idOrName);
  const what = `move the ${used.slots} tenants of host ${name} without the data that they have there`;
  await confirmName(context, { name, what, yes });
  print(context, command, await context.client().declareHostDead(name, name));
}

function withCapacity(command: Command, slots?: string): Command {
  return command
    .option("--slots <number>", "tenants at a time", slots)
    .option("--memory <gib>", "memory for them in GiB; none: not counted")
    .option("--cores <number>", "cores for them; none: not counted");
}

async function add(context: CliContext, command: Command, name: string, options: AddOptions): Promise<void> {
  const { cloud, region, address, edge, limitStorage, sshPort, sshUser, hostKey, slots } = options;
  const privateKey = await context.readInput();
  const host = await context.client().registerHost({
    ...{ name, cloud, region, address, edge, limitStorage },
    ssh: { port: Number(sshPort), user: sshUser, privateKey, hostKey },
    capacity: { ...capacityOf(options), slots: Number(slots) },
  });
  printHost(context, command, host);
}

async function order(context: CliContext, command: Command, name: string, options: OrderOptions): Promise<void> {
  const { cloud, region, size, email, certificates, slots, wait } = options;
  const { host, operation } = await context.client().orderHost({
    ...{ name, cloud, region },
    order: { size, ...(email !== undefined && { email }), ...(certificates !== undefined && { certificates }) },
    ...(slots !== undefined && { capacity: { ...capacityOf(options), slots: Number(slots) } }),
  });
  if (!wait) return printOrdered(context, command, host, operation);
  const ended = await followToEnd(context, command, operation.id, `building ${name}`);
  const now = await context.client().getHost(host.id);
  printResult(context, command, { host: now, operation: ended }, sentenceOf(now));
}

async function change(
  context: CliContext,
  command: Command,
  host: string,
  options: CapacityOptions & { drain?: boolean },
): Promise<void> {
  const capacity = capacityOf(options);
  const changed = await context.client().changeHost(host, {
    ...(options.drain !== undefined && { draining: options.drain }),
    ...(Object.keys(capacity).length > 0 && { capacity }),
  });
  printHost(context, command, changed);
}

function printHost(context: CliContext, command: Command, host: Host): void {
  printResult(context, command, host, sentenceOf(host));
}

function printOrdered(context: CliContext, command: Command, host: Host, operation: Operation): void {
  const sentence = `${sentenceOf(host)}; \`freehold operations watch ${operation.id}\` follows it`;
  printResult(context, command, { host, operation }, sentence);
}

function sentenceOf({ name, id, status, address }: Host): string {
  return `${name} (${id}) is ${status}${address === null ? "" : ` at ${address}`}`;
}

function capacityOf({ slots, memory, cores }: CapacityOptions) {
  return {
    ...(slots !== undefined && { slots: Number(slots) }),
    ...(memory !== undefined && { memoryGib: amountOf(memory) }),
    ...(cores !== undefined && { cores: amountOf(cores) }),
  };
}

function amountOf(text: string): number | null {
  return text === "none" ? null : Number(text);
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listHosts();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map((host) => [
    host.name,
    host.health.heldBack ? `${host.status} (silent)` : host.status,
    `${host.cloud} ${host.region}`,
    host.address ?? "",
    ...usesOf(host),
  ]);
  context.out.write(table(["NAME", "STATUS", "PLACE", "ADDRESS", "SLOTS", "MEMORY", "CORES"], rows));
}

function usesOf({ used, capacity }: Host): string[] {
  const use = (taken: number, all: number | null): string => (all === null ? String(taken) : `${taken} of ${all}`);
  return [
    use(used.slots, capacity.slots),
    `${use(used.memoryGib, capacity.memoryGib)} GiB`,
    use(used.cores, capacity.cores),
  ];
}
