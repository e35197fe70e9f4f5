import type { DeliveryStatus, Webhook, WebhookChanges } from "@freehold/model";
import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { isJson, print, printResult, table } from "./output.ts";

interface ChangeOptions {
  url?: string;
  events?: string;
  /** False for `--no-enabled`. */
  enabled?: boolean;
}

/** `freehold webhooks …` */
export function webhookCommands(context: CliContext): Command {
  const webhooks = new Command("webhooks").description("where an organization's events are sent");
  webhooks
    .command("add <url>")
    .description("have events sent to an address; what they are signed with is shown once")
    .option("--events <types>", "types of events, such as operation.failed, separated by commas", "*")
    .action(async (url: string, { events }: { events: string }, command: Command) =>
      print(context, command, await context.client().createWebhook({ url, events: typesOf(events) })),
    );
  webhooks
    .command("list")
    .description("list the webhooks, newest first")
    .action((_options: unknown, command: Command) => list(context, command));
  webhooks
    .command("get <id>")
    .description("show one webhook, without its secret")
    .action(async (id: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getWebhook(id)),
    );
  webhooks
    .command("change <id>")
    .description("change a webhook's address or events, or have nothing sent to it for a while")
    .option("--url <url>", "another address")
    .option("--events <types>", "other types of events, separated by commas")
    .option("--enabled", "send again")
    .option("--no-enabled", "send nothing for now")
    .action(async (id: string, options: ChangeOptions, command: Command) =>
      printWebhook(context, command, await context.client().changeWebhook(id, changesOf(options)), "is"),
    );
  webhooks
    .command("remove <id>")
    .description("have nothing sent to an address any more")
    .action(async (id: string, _options: unknown, command: Command) =>
      printWebhook(context, command, await context.client().removeWebhook(id), "was removed; it was"),
    );
  webhooks
    .command("rotate <id>")
    .description("give a webhook another secret, which is shown once")
    .action(async (id: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().rotateWebhookSecret(id)),
    );
  webhooks
    .command("deliveries <id>")
    .description("list what was sent to a webhook and what is to be sent, newest first")
    .option("--status <status>", "only these: pending, delivered, or dead for those that were given up")
    .option("--limit <number>", "deliveries", "50")
    .action((id: string, options: { status?: DeliveryStatus; limit: string }, command: Command) =>
      deliveries(context, command, id, options),
    );
  webhooks
    .command("redeliver <id>")
    .description("send again what was given up")
    .option("--event <id>", "only this event, also one that was delivered")
    .action(async (id: string, { event }: { event?: string }, command: Command) => {
      const redelivered = await context.client().redeliverWebhook(id, event);
      printResult(
        context,
        command,
        { redelivered },
        `${redelivered} ${redelivered === 1 ? "event is" : "events are"} sent again`,
      );
    });
  return webhooks;
}

function typesOf(text: string): string[] {
  return text.split(",").map((part) => part.trim());
}

function changesOf({ url, events, enabled }: ChangeOptions): WebhookChanges {
  return {
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events: typesOf(events) }),
    ...(enabled !== undefined && { enabled }),
  };
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listWebhooks();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ id, url, events, enabled }) => [id, enabled ? "yes" : "no", events.join(","), url]);
  context.out.write(table(["ID", "ENABLED", "EVENTS", "URL"], rows));
}

async function deliveries(
  context: CliContext,
  command: Command,
  id: string,
  { status, limit }: { status?: DeliveryStatus; limit: string },
): Promise<void> {
  const options = { limit: Number(limit), ...(status !== undefined && { status }) };
  const items = await context.client().listWebhookDeliveries(id, options);
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ eventId, type, subject, status: state, attempts, responseStatus, failure }) => [
    ...[eventId, type, subject, state, String(attempts)],
    String(responseStatus ?? failure ?? ""),
  ]);
  context.out.write(table(["EVENT", "TYPE", "SUBJECT", "STATUS", "TRIES", "LAST ANSWER"], rows));
}

function printWebhook(context: CliContext, command: Command, webhook: Webhook, verb: string): void {
  const { id, url, enabled, events } = webhook;
  const sentence = `${url} (${id}) ${verb} sent ${enabled ? events.join(", ") : "nothing for now"}`;
  printResult(context, command, webhook, sentence);
}
