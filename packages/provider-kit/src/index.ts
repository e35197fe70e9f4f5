export { ProviderError, reasonOf } from "./errors.ts";
export { Archive, Asset } from "./properties/value.ts";
export type { InvokeDefinition, ProviderDefinition } from "./provider.ts";
export {
  type AnyResource,
  type Call,
  type CheckFailure,
  type CreateCall,
  type DeleteCall,
  defineResource,
  type Found,
  type ReadCall,
  type ResourceDefinition,
  type Shown,
  type UpdateCall,
} from "./resource.ts";
export type { InputProperty, InputsOf, KindOf, OutputProperty, ResourceSchema, StateOf } from "./schema.ts";
export { type ServedProvider, serveProvider } from "./server/serve.ts";
