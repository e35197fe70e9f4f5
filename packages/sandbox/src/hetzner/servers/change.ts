import type { Action, ActionResource } from "../../kernel/actions.ts";
import type { Answer } from "../../kernel/http.ts";
import { actionAnswer, startExclusive } from "../actions.ts";
import type { Project } from "../project.ts";
import type { Server, ServerStatus } from "../rows.ts";

export interface ServerChange {
  command: string;
  /** Status until the action ends. */
  meanwhile?: ServerStatus;
  /** What else the action touches. */
  others?: ActionResource[];
  work?: () => void | Promise<void>;
}

/** Starts a change of a server; `locked` while another one runs. */
export function startChange(
  project: Project,
  server: Server,
  { command, meanwhile, others = [], work }: ServerChange,
): Action {
  const action = startExclusive(project, "locked", command, [{ id: server.id, type: "server" }, ...others], work);
  if (meanwhile) server.status = meanwhile;
  return action;
}

/** Starts a change of a server and answers with its action. */
export function changeServer(project: Project, server: Server, change: ServerChange): Answer {
  return actionAnswer(project, startChange(project, server, change));
}
