import { PartialCreateError } from "./errors.ts";
import type { AnySchema, ResourceSchema } from "./schema.ts";

/** Why one input was refused. */
export interface CheckFailure {
  /** Name of the input, or `""` for the resource as a whole. */
  property: string;
  reason: string;
}

/** What every call of a resource gets. */
export interface Call<Client> {
  /** What `configure` made for the provider resource that this resource belongs to. */
  client: Client;

  /** Name of the resource in the program. */
  name: string;

  /** Aborted when the operation is cancelled or its `customTimeouts` have passed. Give up waiting, not orders. */
  signal: AbortSignal;

  /** Shows a line below the resource while it is worked on. It is not kept. */
  log(line: string): void;
}

/** What a resource shows after a call: all outputs, and the inputs that the vendor reported. */
export type Shown<Inputs, State> = Partial<State> & Pick<State, Exclude<keyof State, keyof Inputs>>;

export interface CreateCall<Client, Inputs, State> extends Call<Client> {
  inputs: Inputs;

  /**
   * Says that the vendor has accepted the order. When the create fails later, state keeps this id, and the resource can
   * be finished or deleted, instead of being forgotten. Call it before waiting for anything.
   */
  recordId(id: string, shown: Partial<State>): void;
}

export interface ReadCall<Client, Inputs, State> extends Call<Client> {
  id: string;

  /** What state knows. Both are empty when the resource is being imported. */
  inputs: Partial<Inputs>;
  state: Partial<State>;
}

export interface UpdateCall<Client, Inputs, State> extends Call<Client> {
  id: string;
  inputs: Inputs;
  oldInputs: Inputs;
  state: State;
}

export interface DeleteCall<Client, Inputs, State> extends Call<Client> {
  id: string;
  inputs: Inputs;
  state: State;
}

/** What `read` found. */
export interface Found<Inputs, State> {
  /** @default - the id that was asked for */
  id?: string;
  shown: Shown<Inputs, State>;

  /** Inputs to keep as the program wrote them, where the vendor writes the same thing in another way. @default - none */
  inputs?: Partial<Inputs>;
}

/** One type of resource: its properties and what it does at the vendor. */
export interface ResourceDefinition<Client, Inputs, State> {
  schema: ResourceSchema<Inputs, State>;

  /** Finds further faults in the inputs that are known. Kinds, required ones and allowed values are checked before. */
  check?(inputs: Partial<Inputs>): CheckFailure[];

  create(call: CreateCall<Client, Inputs, State>): Promise<{ id: string; shown: Shown<Inputs, State> }>;

  /** Answers undefined when the vendor no longer has it. */
  read(call: ReadCall<Client, Inputs, State>): Promise<Found<Inputs, State> | undefined>;

  /**
   * Makes the vendor's thing what the inputs say. Also called to finish a create that failed half-way, so compare with
   * what the vendor has rather than with the old inputs. Left out when every input replaces.
   */
  update?(call: UpdateCall<Client, Inputs, State>): Promise<Shown<Inputs, State>>;

  /** Succeeds when the vendor no longer has it. */
  delete(call: DeleteCall<Client, Inputs, State>): Promise<void>;
}

/** A resource whose types are forgotten: what the kit itself works with. */
export type AnyResource<Client> = Omit<ResourceDefinition<Client, object, object>, "schema"> & { schema: AnySchema };

/** Puts a typed resource into a provider's table. */
export function defineResource<Client, Inputs, State>(
  definition: ResourceDefinition<Client, Inputs, State>,
): AnyResource<Client> {
  return definition as unknown as AnyResource<Client>;
}

/** Runs a create so that an id recorded on the way survives its failure. */
export async function createRecording<Client>(
  resource: AnyResource<Client>,
  call: Omit<CreateCall<Client, object, object>, "recordId">,
): Promise<{ id: string; shown: object }> {
  let recorded: { id: string; shown: object } | undefined;
  const recordId = (id: string, shown: object) => {
    recorded = { id, shown };
  };

  try {
    return await resource.create({ ...call, recordId });
  } catch (error) {
    throw recorded === undefined ? error : new PartialCreateError(recorded.id, recorded.shown, error);
  }
}
