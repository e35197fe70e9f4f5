import { z } from "zod";
import { IssuedApiKey } from "./api-key.ts";
import { MemberRole } from "./permission.ts";

const PersonName = z.string().trim().min(1).max(80);
const Email = z.email("must be an e-mail address").max(254).toLowerCase();

/** Who a member is. */
export const MemberPerson = z.strictObject({ name: PersonName, email: Email });
export type MemberPerson = z.infer<typeof MemberPerson>;

/** A person who is to act for an organization. */
export const MemberSpec = MemberPerson.extend({ role: MemberRole });
export type MemberSpec = z.infer<typeof MemberSpec>;

export const MemberChanges = z.strictObject({
  name: PersonName.optional(),
  email: Email.optional(),
  role: MemberRole.optional().meta({ description: "The member's API keys get it too" }),
});
export type MemberChanges = z.infer<typeof MemberChanges>;

export const Member = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: MemberRole,
  createdAt: z.iso.datetime(),
});
export type Member = z.infer<typeof Member>;

/** The answer to a new member; the API key is shown this once. */
export const MemberCreated = z.object({ member: Member, apiKey: IssuedApiKey });
export type MemberCreated = z.infer<typeof MemberCreated>;
