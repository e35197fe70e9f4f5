export * from "./supabase-args.ts";
export * from "./supabase-stack.ts";
