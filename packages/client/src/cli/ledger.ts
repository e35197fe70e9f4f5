import type { Ledger } from "@freehold/model";
import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { isJson, print, table } from "./output.ts";

/** `freehold ledger …` */
export function ledgerCommands(context: CliContext): Command {
  const ledger = new Command("ledger").description("what exists at the clouds against what should (operator)");
  ledger
    .command("show")
    .description("show the last comparison of each account, host and zone")
    .action(async (_options: unknown, command: Command) => show(context, command, await context.client().getLedger()));
  ledger
    .command("sweep")
    .description("have everything compared now")
    .action(async (_options: unknown, command: Command) =>
      show(context, command, await context.client().sweepLedger()),
    );
  ledger
    .command("release-brake")
    .description("let the service heal and remove by itself again")
    .action(async (_options: unknown, command: Command) =>
      print(context, command, await context.client().releaseBrake()),
    );
  return ledger;
}

function show(context: CliContext, command: Command, ledger: Ledger): void {
  if (isJson(command)) {
    print(context, command, ledger);
    return;
  }
  const { places, brake, tenants, orphans } = ledger;
  const rows = places.map(({ id, cloud, sweptAt, items, failure }) => [
    id,
    cloud,
    sweptAt ?? "never",
    items === null ? "" : String(items),
    failure ?? "",
  ]);
  const cost = orphans.costPerMonth.map(({ amount, currency }) => `${amount.toFixed(2)} ${currency} a month`);
  context.out.write(
    [
      table(["PLACE", "CLOUD", "SWEPT", "ITEMS", "FAILURE"], rows),
      `Tenants: ${tenants.total}, of them ${tenants.failing} failing and ${tenants.warning} with a warning\n`,
      `Orphans: ${[orphans.open, ...cost].join(", ")}\n`,
      `Circuit breaker: ${brake.on ? `on since ${brake.since}, ${brake.reason}` : "off"}\n`,
      ...brake.places.map(({ place, since, reason }) => `Circuit breaker of ${place}: on since ${since}, ${reason}\n`),
    ].join(""),
  );
}
