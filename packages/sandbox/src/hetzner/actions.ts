import type { Action, ActionResource } from "../kernel/actions.ts";
import { rfc3339 } from "../kernel/clock.ts";
import type { Operation } from "../kernel/operation.ts";
import { HetznerError, invalidInput, notFound } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import { type HetznerCall, operation, type Project } from "./project.ts";

/** Starts an action on a resource; answers `locked` or `conflict` while another one runs on it. */
export function startExclusive(
  project: Project,
  refusal: "locked" | "conflict",
  command: string,
  resources: [ActionResource, ...ActionResource[]],
  work?: () => void | Promise<void>,
): Action {
  refuseWhileBusy(project, refusal, resources[0]);
  return project.actions.start({ command, resources, ...(work && { work }) });
}

/** Answers `locked` or `conflict` while an action runs on the resource. */
export function refuseWhileBusy(project: Project, refusal: "locked" | "conflict", { type, id }: ActionResource): void {
  if (!project.actions.isBusy(type, id)) return;
  if (refusal === "locked") throw new HetznerError("locked", `${type} is locked`);
  throw new HetznerError("conflict", "the resource has changed during the request, please retry");
}

/** An action as the vendor writes it. */
export function wireAction(project: Project, action: Action) {
  return {
    id: action.id,
    command: action.command,
    status: action.status,
    progress: project.actions.progress(action),
    started: rfc3339(action.startedAt),
    finished: action.finishedAt === null ? null : rfc3339(action.finishedAt),
    resources: action.resources,
    error: action.error,
  };
}

/** 201 with `{action}`: what most changes answer. */
export function actionAnswer(project: Project, action: Action) {
  return { status: 201, body: { action: wireAction(project, action) } };
}

// https://docs.hetzner.cloud/reference/cloud#tag/actions/get_actions
const getActions = operation("GET /actions", ({ account: project, query }) => {
  const ids = query.getAll("id");
  if (ids.length === 0) {
    // Listing without ids was removed on 30 January 2025.
    throw new HetznerError("deprecated_api_endpoint", "listing all actions was removed, pass the ids of the actions", {
      details: {
        announcement:
          "https://docs.hetzner.cloud/changelog#2025-01-30-listing-arbitrary-actions-in-the-actions-list-endpoint-is-removed",
      },
    });
  }
  return answerActions(project, query, project.actions.all());
});

// https://docs.hetzner.cloud/reference/cloud#tag/actions/get_action
const getAction = operation("GET /actions/{id}", ({ account: project, id }) => answerAction(project, id));

/** The four routes under which a kind of resource shows its actions. */
export function actionOperationsOf(
  collection: string,
  type: string,
  existing: (project: Project, id: string) => { id: number },
): Operation<Project>[] {
  const ofResource = ({ account: project, id }: HetznerCall) => project.actions.of(type, existing(project, id).id);
  return [
    operation(`GET /${collection}/actions`, ({ account: project, query }) =>
      answerActions(
        project,
        query,
        project.actions.all().filter((action) => concerns(action, type)),
      ),
    ),
    operation(`GET /${collection}/actions/{id}`, ({ account: project, id }) =>
      answerAction(project, id, (action) => concerns(action, type)),
    ),
    operation(`GET /${collection}/{id}/actions`, (call) => answerActions(call.account, call.query, ofResource(call))),
    operation(`GET /${collection}/{id}/actions/{action_id}`, (call) => {
      const actions = ofResource(call);
      return answerAction(call.account, call.params.action_id, (action) => actions.includes(action));
    }),
  ];
}

export const actionOperations = [getActions, getAction];

function concerns(action: Action, type: string): boolean {
  return action.resources.some((resource) => resource.type === type);
}

function answerActions(project: Project, query: URLSearchParams, actions: Action[]) {
  const ids = query.getAll("id");
  if (ids.some((id) => !/^\d+$/.test(id))) throw invalidInput({ id: ["Not a valid integer."] }, 400);
  const rows = actions.map((action) => wireAction(project, action));
  return listAnswer(query, rows, {
    collection: "actions",
    filters: ["id", "status"],
    sortable: ["id", "command", "status", "started", "finished"],
    wire: (row) => row,
  });
}

function answerAction(project: Project, id = "", belongs: (action: Action) => boolean = () => true) {
  const action = project.actions.get(Number(id));
  if (action === undefined || !belongs(action)) throw notFound("action", id);
  return { status: 200, body: { action: wireAction(project, action) } };
}
