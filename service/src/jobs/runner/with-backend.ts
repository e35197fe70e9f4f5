import type { Engine, StackTarget } from "@freehold/engine";

/** The engine, with its state reached under the credentials of one lease. @param backendUrl undefined: as the engine was made */
export function withBackend(engine: Engine, backendUrl: string | undefined): Engine {
  if (backendUrl === undefined) return engine;
  const at = <Target extends StackTarget>(target: Target): Target => ({ ...target, backendUrl });
  return {
    run: (request, hooks) => engine.run(at(request), hooks),
    recover: (request) => engine.recover(at(request)),
    forget: (request) => engine.forget(at(request)),
    adopt: (request, hooks) => engine.adopt(at(request), hooks),
    stateOnlyResources: (target, passphrase) => engine.stateOnlyResources(at(target), passphrase),
    unprotect: (target, passphrase, before) => engine.unprotect(at(target), passphrase, before),
    removeStack: (target, passphrase, options) => engine.removeStack(at(target), passphrase, options),
    expectedResources: (target, passphrase) => engine.expectedResources(at(target), passphrase),
    outputsInState: (target, passphrase) => engine.outputsInState(at(target), passphrase),
    stackExists: (target) => engine.stackExists(at(target)),
    list: (targets) => engine.list(targets),
    close: () => engine.close(),
  };
}

/** In the engine's place for jobs that declare no use for it: what they ask of it is a mistake of ours. */
export function withoutEngine(kind: string): Engine {
  return new Proxy({} as Engine, {
    get: (_, asked) => {
      // Asked of whatever is awaited.
      if (asked === "then") return undefined;
      throw new Error(`a ${kind} declares no use for the engine and asked for ${String(asked)}`);
    },
  });
}
