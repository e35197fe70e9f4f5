import type * as pulumi from "@pulumi/pulumi";
import type { Archive, Asset } from "./properties/value.ts";

/** The plain properties that a program gave, from the SDK's own `XArgs`: outputs, promises and secrets are resolved. */
export type InputsOf<Args> = pulumi.Unwrap<Args>;

/** The plain properties that a resource shows afterwards, from the SDK's own resource class. */
export type StateOf<Resource> = {
  [Name in Exclude<keyof Resource, keyof pulumi.CustomResource>]: Resource[Name] extends pulumi.Output<infer Value>
    ? Value
    : never;
};

/** The name of a property's type, for the check at run time. */
export type KindOf<Value> = 0 extends 1 & Value
  ? "any"
  : [Value] extends [string]
    ? "string"
    : [Value] extends [number]
      ? "number"
      : [Value] extends [boolean]
        ? "boolean"
        : [Value] extends [Asset | Archive]
          ? "asset"
          : [Value] extends [readonly unknown[]]
            ? "list"
            : "object";

export type Kind = "any" | "string" | "number" | "boolean" | "asset" | "list" | "object";

/** One input of a resource. */
export interface InputProperty<K extends Kind = Kind> {
  kind: K;

  /** The program must give it. @default false */
  required?: boolean;

  /** A change of it replaces the resource. @default false */
  replaces?: boolean;

  /** Names of the parts of an object whose change replaces the resource; of the other parts it does not. @default - none */
  replacingParts?: readonly string[];

  /**
   * The vendor chooses a value when the program gives none: its removal from the program is not a change.
   *
   * @default false
   */
  computed?: boolean;

  /** What the vendor does when the program gives none: a program that says so has changed nothing. @default - no value */
  fallback?: unknown;

  /** The order of the elements means nothing, at any depth. @default false */
  unordered?: boolean;

  /** It is secret even when the program did not say so. @default false */
  secret?: boolean;

  /** Names of parts of a secret object that messages may show, such as a host. @default - none */
  mayShow?: readonly string[];

  /** The text, or each text of the list, must have at least one character, and the number must not be zero. @default false */
  notEmpty?: boolean;

  /** The only values allowed. @default - any */
  oneOf?: readonly (string | number)[];

  /**
   * The program may leave it out: it is then named after the resource with a random ending. Names are unique at the
   * vendor, so a replacement under a name that the program gave deletes the old resource first.
   *
   * @default - no name is made
   */
  autoName?: { maxLength: number };
}

/** One property that only the vendor sets. */
export interface OutputProperty {
  /** Secret from the start; or secret as soon as any input is. @default false */
  secret?: boolean | "when an input is";

  /** An update may change it, so a preview of an update shows it as unknown. @default false */
  changesOnUpdate?: boolean;
}

/**
 * The properties of one resource: every input of the SDK's `XArgs` and every further property of its resource class.
 * A missing, misspelt or wrongly typed property does not compile, so a new SDK cannot be taken without a look.
 */
export interface ResourceSchema<Inputs, State> {
  inputs: { [Name in keyof Inputs]-?: InputProperty<KindOf<Exclude<Inputs[Name], undefined>>> };
  outputs: { [Name in Exclude<keyof State, keyof Inputs>]-?: OutputProperty };
}

/** A schema whose types are forgotten: what the kit itself works with. */
export interface AnySchema {
  inputs: Readonly<Record<string, InputProperty>>;
  outputs: Readonly<Record<string, OutputProperty>>;
}
