import grpc from "@grpc/grpc-js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import { messageOf } from "../errors.ts";
import { redact } from "../properties/secrets.ts";
import type { PropertyMap } from "../properties/value.ts";
import { encodeProperties } from "../wire/encode.ts";

/** An error as gRPC sends it. */
export type ErrorStatus = Partial<grpc.StatusObject> & Error;

/** The answer to a call that failed. Secrets that the call was given do not leave with it. */
export function errorStatus(error: unknown, secrets: readonly string[]): ErrorStatus {
  const message = redact(messageOf(error), secrets);
  return Object.assign(new Error(message), { code: grpc.status.UNKNOWN, details: message });
}

/** The answer to a create that failed after the vendor had accepted it: the engine then stores the id. */
export function partialCreateStatus(
  id: string,
  inputs: PropertyMap,
  outputs: PropertyMap,
  reason: string,
): ErrorStatus {
  const failed = new providerPb.ErrorResourceInitFailed();
  failed.setId(id);
  failed.setReasonsList([reason]);
  failed.setInputs(encodeProperties(inputs));
  failed.setProperties(encodeProperties(outputs));

  const detail = new anyPb.Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusPb.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(reason);
  status.addDetails(detail);

  // The field by which gRPC carries structured errors; the Node library has no call for it.
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return Object.assign(new Error(reason), { code: grpc.status.UNKNOWN, details: reason, metadata });
}
