import type { RecoverRequest, RunRequest } from "@freehold/engine";
import type { OperationContext } from "../runner/context.ts";
import { operationTarget } from "../runner/operation-target.ts";
import type { StackAction, StackSubject } from "./stack-subject.ts";

/**
 * A subject's stack as the engine is asked for it.
 *
 * @param protect Whether its resources refuse to be deleted. @default - true for an `up`
 */
export async function runRequest<Context extends OperationContext>(
  subject: StackSubject<Context>,
  context: Context,
  action: StackAction,
  { protect = action === "up" }: { protect?: boolean } = {},
): Promise<RunRequest> {
  const target = await operationTarget(context, subject.place(context));
  return {
    operationId: context.operation.id,
    ...subject.stack(context),
    action,
    config: await subject.config(context, target, { action, protect }),
    passphrase: subject.passphrase(context),
    inventory: subject.inventory(context, target),
  };
}

/** The recovery that makes a subject's stack fit for what comes after an interrupted operation. */
export async function recoverRequest<Context extends OperationContext>(
  subject: StackSubject<Context>,
  context: Context,
  after: RecoverRequest["after"],
): Promise<RecoverRequest> {
  const target = await operationTarget(context, subject.place(context));
  return {
    ...subject.stack(context),
    passphrase: subject.passphrase(context),
    after,
    inventory: subject.inventory(context, target),
    othersGone: true,
  };
}
