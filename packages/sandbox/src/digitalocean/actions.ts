import type { Action, ActionResource } from "../kernel/actions.ts";
import { rfc3339 } from "../kernel/clock.ts";
import type { HttpRequest } from "../kernel/http.ts";
import type { Operation } from "../kernel/operation.ts";
import { notFound, unprocessable } from "./errors.ts";
import { baseUrl, listAnswer } from "./lists.ts";
import { wireRegionOf } from "./offer.ts";
import { operation, type Team } from "./team.ts";

/** An action to start: its type in the vendor's words, what it changes, where. */
export interface StartAction {
  type: string;
  resource: ActionResource;
  region: string;
  work?: () => void | Promise<void>;
  after?: Action;
}

/** Starts an action; refuses while another one runs on the resource, unless it is to follow that one. */
export function startAction(team: Team, { type, resource, region, work, after }: StartAction): Action {
  if (after === undefined && team.actions.isBusy(resource.type, resource.id)) {
    throw unprocessable(`${resource.type === "droplet" ? "Droplet" : "The resource"} already has a pending event.`);
  }
  const action = team.actions.start({
    command: type,
    resources: [resource],
    ...(work && { work }),
    ...(after && { after }),
  });
  team.actionRegions.set(action.id, region);
  return action;
}

const STATUS = { running: "in-progress", success: "completed", error: "errored" } as const;

/** An action as the vendor writes it; volumes have no number that it could show. */
export function wireAction(team: Team, action: Action) {
  const region = team.actionRegions.get(action.id) ?? "";
  const [subject] = action.resources;
  return {
    id: action.id,
    status: STATUS[action.status],
    type: action.command,
    started_at: rfc3339(action.startedAt),
    completed_at: action.finishedAt === null ? null : rfc3339(action.finishedAt),
    resource_id: subject?.type === "volume" ? null : subject?.id,
    resource_type: subject?.type === "volume" ? "backend" : subject?.type,
    region: wireRegionOf(region),
    region_slug: region,
  };
}

/** The link under which an order's action can be followed. */
export function actionLink(request: HttpRequest, action: Action, rel = action.command) {
  return { id: action.id, rel, href: `${baseUrl(request)}/v2/actions/${action.id}` };
}

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/actions_list
const listActions = operation("GET /actions", ({ account: team, request }) =>
  listAnswer(request, "actions", newestFirst(team.actions.all()), (action) => wireAction(team, action)),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/actions_get
const getAction = operation("GET /actions/{action_id}", ({ account: team, params }) =>
  answerAction(team, params.action_id, () => true),
);

export const actionOperations = [listActions, getAction];

/** The two routes under which a kind of resource shows its actions. */
export function actionOperationsOf(
  path: string,
  resourceOf: (team: Team, params: Record<string, string>) => ActionResource,
): Operation<Team>[] {
  const actionsOf = (team: Team, params: Record<string, string>) => {
    const { type, id } = resourceOf(team, params);
    return team.actions.of(type, id);
  };
  return [
    operation(`GET ${path}/actions`, ({ account: team, request, params }) =>
      listAnswer(request, "actions", newestFirst(actionsOf(team, params)), (action) => wireAction(team, action)),
    ),
    operation(`GET ${path}/actions/{action_id}`, ({ account: team, params }) => {
      const actions = actionsOf(team, params);
      return answerAction(team, params.action_id, (action) => actions.includes(action));
    }),
  ];
}

function newestFirst(actions: Action[]): Action[] {
  return actions.toReversed();
}

function answerAction(team: Team, id: string | undefined, belongs: (action: Action) => boolean) {
  const action = team.actions.get(Number(id));
  if (action === undefined || !belongs(action)) throw notFound();
  return { status: 200, body: { action: wireAction(team, action) } };
}
