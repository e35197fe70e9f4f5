import grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";

/** Sends lines to the engine that asked for the work, to be shown below the resource while it is worked on. */
export class EngineLog {
  readonly #address: string;
  #client: InstanceType<typeof engineGrpc.EngineClient> | undefined;

  constructor(engineAddress: string) {
    this.#address = engineAddress;
  }

  /** Shows a transient line: it is not part of the operation's record. */
  status(urn: string, line: string): void {
    const request = new enginePb.LogRequest();
    request.setSeverity(enginePb.LogSeverity.INFO);
    request.setMessage(line);
    request.setUrn(urn);
    request.setEphemeral(true);
    this.#client ??= new engineGrpc.EngineClient(this.#address, grpc.credentials.createInsecure());
    // A lost line must not fail the work that it is about.
    this.#client.log(request, () => {});
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }
}
