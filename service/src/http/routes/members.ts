import { Member, MemberChanges, MemberCreated, MemberSpec } from "@freehold/model";
import { z } from "zod";
import { changeMember as change, removeMember as remove } from "../../app/access/change-member.ts";
import { createMember as create } from "../../app/access/create-member.ts";
import { readMember, readMembers } from "../../app/access/read-members.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute, type Route } from "../route.ts";
import { PathName } from "../schemas.ts";

const PATH = "/v1/members";
const ONE = `${PATH}/{id}` as const;
const tag = "members";
const Params = z.strictObject({ id: PathName.meta({ description: "The member's id" }) });

const createMember = defineRoute({
  method: "post",
  path: PATH,
  id: "createMember",
  permission: "members:write",
  summary: "Make a member of the organization, with an API key",
  tag,
  body: MemberSpec,
  responses: { 201: { description: "Made; the API key is shown this once", schema: MemberCreated } },
  handle: (app, { caller, body, idempotencyKey }) => create(app, caller, body, idempotencyKey),
});

const listMembers = defineRoute({
  method: "get",
  path: PATH,
  id: "listMembers",
  permission: "members:read",
  summary: "The organization's members, oldest first",
  tag,
  query: PageQuery,
  responses: { 200: { description: "The members", schema: pageSchema(Member) } },
  handle: async (app, { caller, query }) => ({ status: 200, body: pageOf(await readMembers(app, caller), query) }),
});

const getMember = defineRoute({
  method: "get",
  path: ONE,
  id: "getMember",
  permission: "members:read",
  summary: "One member",
  tag,
  params: Params,
  responses: { 200: { description: "The member", schema: Member } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await readMember(app.db.em(), caller, params.id) }),
});

const changeMember = defineRoute({
  method: "patch",
  path: ONE,
  id: "changeMember",
  permission: "members:write",
  summary: "Change a member's name, e-mail address or role",
  tag,
  params: Params,
  body: MemberChanges,
  responses: { 200: { description: "The member as it is now", schema: Member } },
  handle: async (app, { caller, params, body }) => ({ status: 200, body: await change(app, caller, params.id, body) }),
});

const removeMember = defineRoute({
  method: "delete",
  path: ONE,
  id: "removeMember",
  permission: "members:write",
  summary: "Remove a member; the member's API keys end",
  tag,
  params: Params,
  responses: { 200: { description: "The member as it was", schema: Member } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await remove(app, caller, params.id) }),
});

export const MEMBER_ROUTES: readonly Route[] = [createMember, listMembers, getMember, changeMember, removeMember];
