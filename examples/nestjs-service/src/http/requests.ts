/** What requests may hold. Whatever does not fit is answered with 400 and the reasons. */
import { z } from 'zod';

/** The body of `POST /repositories/index`. */
export const IndexRequest = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(4096)
    .refine((path) => !path.includes('\0'), 'must not hold a NUL character'),
});
export type IndexRequest = z.infer<typeof IndexRequest>;

/** A repository's id, in a path. */
export const RepositoryId = z.coerce.number().int().positive();

/** Which part of a long answer is wanted, in a query. */
export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});
export type Page = z.infer<typeof Page>;

/** What the names of functions and types are to be like, in a query. */
export const SymbolQuery = z.object({
  text: z.string().trim().min(1).max(1000),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type SymbolQuery = z.infer<typeof SymbolQuery>;

/** How far a change is followed, in a query: steps, and how much at most. */
export const ImpactQuery = z.object({
  depth: z.coerce.number().int().min(1).max(20).default(5),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
});
export type ImpactQuery = z.infer<typeof ImpactQuery>;

/** Which functions are wanted, in a query. */
export const FunctionQuery = Page.extend({ name: z.string().min(1) });
export type FunctionQuery = z.infer<typeof FunctionQuery>;
