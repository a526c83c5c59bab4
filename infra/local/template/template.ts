import * as z from 'zod';

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).optional(),
  Condition: z.string().optional(),
});
export type Resource = z.infer<typeof Resource>;

/** The parts of a CloudFormation template that the local stack reads. */
export const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).optional(),
});
export type Template = z.infer<typeof Template>;

/** A synthesised stack: its template, and each function's bundle (logical id to folder). */
export type Assembly = {
  template: unknown;
  bundles: Readonly<Record<string, string>>;
};
