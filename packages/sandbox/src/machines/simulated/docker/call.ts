import type { DockerContainer } from "./container.ts";
import type { DockerState } from "./state.ts";

/** One request to a simulated engine. */
export interface EngineCall {
  state: DockerState;
  containers(): DockerContainer[];
  /** What stands in the path for the id or name; empty where there is none. */
  id: string;
  query: URLSearchParams;
  body: unknown;
  /** Whether the request's filters select a thing. */
  selects(thing: { Name: string; Labels: Record<string, string>; volume?: string }): boolean;
}

/** A refusal in the engine's words. */
export class EngineRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function refuseIt(status: number, message: string): never {
  throw new EngineRefusal(status, message);
}
