import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in the functions' bundles where the SDK looks for credentials in a dozen places: Lambda puts a function's
 * own into its environment, and anywhere else would be the wrong place to find any.
 */
export const defaultProvider = () => fromEnv();
