export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/jest.transform.cjs' },
  setupFiles: ['<rootDir>/test/quiet-logs.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out/', '<rootDir>/.local/'],
  globalSetup: '<rootDir>/test/permissions/start-recording.ts',
  globalTeardown: '<rootDir>/test/permissions/keep-recording.ts',
  maxWorkers: 2,
  testTimeout: 60_000,
};
