import { z } from "zod";

/** Only the fields that are read. docs.aws.amazon.com/Route53/latest/APIReference */

export const ErrorBody = z.object({ Error: z.object({ Code: z.string(), Message: z.string().default("") }) });

/** Loose: a set is deleted by all that it says of itself. */
export const RecordSet = z.looseObject({
  /** Full name with a dot at its end; `*` comes as `\052`. */
  Name: z.string(),
  Type: z.string(),
  SetIdentifier: z.string().optional(),
  ResourceRecords: z.object({ ResourceRecord: z.array(z.object({ Value: z.coerce.string() })) }).optional(),
});
export type RecordSet = z.infer<typeof RecordSet>;

export const RecordSetPage = z.object({
  ResourceRecordSets: z.union([z.literal(""), z.object({ ResourceRecordSet: z.array(RecordSet).default([]) })]),
  IsTruncated: z.string(),
  NextRecordName: z.string().optional(),
  NextRecordType: z.string().optional(),
  NextRecordIdentifier: z.string().optional(),
});
export type RecordSetPage = z.infer<typeof RecordSetPage>;

export const ZonePage = z.object({
  HostedZones: z.union([
    z.literal(""),
    z.object({
      HostedZone: z
        .array(
          z.object({
            Id: z.string(),
            Name: z.string(),
            Config: z.object({ PrivateZone: z.string().optional() }).optional(),
          }),
        )
        .default([]),
    }),
  ]),
});

/** The parser reads every `HostedZone` as a list: a single one is its first. */
export const ZoneAnswer = z.object({ HostedZone: z.tuple([z.object({ Name: z.string() })]) });
