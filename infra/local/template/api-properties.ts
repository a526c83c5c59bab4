import * as z from 'zod';

const CorsConfiguration = z.strictObject({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  MaxAge: z.number().optional(),
  AllowCredentials: z.boolean().default(false),
});
export type CorsConfiguration = z.infer<typeof CorsConfiguration>;

export const Api = z.strictObject({
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: CorsConfiguration.optional(),
});

export const Route = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
  AuthorizerId: z.string().optional(),
});

export const Integration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.number().max(30_000).default(30_000),
});

export const Authorizer = z.strictObject({
  ApiId: z.string(),
  AuthorizerType: z.literal('REQUEST'),
  AuthorizerPayloadFormatVersion: z.literal('2.0'),
  AuthorizerUri: z.string(),
  EnableSimpleResponses: z.literal(true),
  IdentitySource: z.array(z.string().regex(/^\$request\.header\.[A-Za-z0-9-]+$/)),
  // A cached answer is not emulated, and without this property AWS may cache.
  AuthorizerResultTtlInSeconds: z.literal(0),
});
