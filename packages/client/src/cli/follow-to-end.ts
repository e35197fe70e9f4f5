import type { Operation } from "@freehold/model";
import type { Command } from "commander";
import { createProgressView } from "../progress-view.ts";
import type { CliContext } from "./context.ts";
import { isJson } from "./output.ts";

/** Shows an operation's progress until it ends; one that ended badly makes the command fail. */
export async function followToEnd(
  context: CliContext,
  command: Command,
  operationId: string,
  title: string,
): Promise<Operation> {
  const client = context.client();
  const view = isJson(command) ? undefined : createProgressView(title, context.err);
  for await (const event of client.followOperation(operationId)) view?.show(event);
  const operation = await client.getOperation(operationId);
  view?.end(operation);
  if (operation.status !== "succeeded") context.fail();
  return operation;
}
