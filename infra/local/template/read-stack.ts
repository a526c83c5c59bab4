import { LocalError } from '../local-error.ts';
import { IGNORED_TYPES } from './ignored-types.ts';
import { type Addresses, nameResources } from './name-resources.ts';
import { type HttpApi, readApi } from './read-api.ts';
import { type LocalRole, readRoles } from './read-roles.ts';
import { type Names, resolve } from './resolve.ts';
import {
  type EventSourceMappingProperties,
  type GenerateSecretString,
  isStarted,
  type Properties,
  type QueueProperties,
  RESOURCE_PROPERTIES,
  type StartedType,
  type TableProperties,
} from './resource-properties.ts';
import { type Assembly, type Resource, Template } from './template.ts';

export type LocalTable = { id: string; name: string; properties: TableProperties };
export type LocalQueue = { name: string; url: string; arn: string; properties: QueueProperties };
export type LocalSecret = { name: string; arn: string; generate: GenerateSecretString };

/** A key by id, ARN and aliases; the double of KMS makes its material. */
export type LocalKey = { id: string; arn: string; aliases: string[] };

export type LocalFunction = {
  name: string;
  arn: string;
  role: LocalRole;
  /** The folder of the bundle. */
  folder: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  maxConcurrency: number | undefined;
  variables: Readonly<Record<string, string>>;
};

export type EventSource<T> = {
  fn: LocalFunction;
  source: T;
  mapping: EventSourceMappingProperties;
};

/** All that the local stack starts, with every reference resolved. */
export type LocalStack = {
  tables: LocalTable[];
  queues: LocalQueue[];
  buckets: string[];
  secrets: LocalSecret[];
  keys: LocalKey[];
  configurationSets: string[];
  textConfigurationSets: string[];
  functions: LocalFunction[];
  queueSources: EventSource<LocalQueue>[];
  streamSources: EventSource<LocalTable>[];
  api: HttpApi | undefined;
  /** Logical id to what `Ref` gives: a name, an address or an ARN. */
  names: Readonly<Record<string, string>>;
  outputs: Readonly<Record<string, string>>;
};

/** Parsed and resolved resources of one type. */
export type Declared<T extends StartedType> = { id: string; properties: Properties<T> };
export type Declarations = <T extends StartedType>(type: T) => Declared<T>[];

/**
 * Reads what is to be started. Throws a LocalError that names the resource for an unknown type,
 * an unknown property, or a value that the local stack cannot honour.
 */
export function readStack(assembly: Assembly, addresses: Addresses): LocalStack {
  const template = Template.parse(assembly.template);
  const resources = Object.entries(template.Resources).map(([id, resource]) => ({ id, resource }));
  for (const { id, resource } of resources) refuseUnknown(id, resource);
  const names = nameResources(template, addresses);
  const declared: Declarations = (type) =>
    resources
      .filter(({ resource }) => resource.Type === type)
      .map(({ id, resource }) => ({ id, properties: parseProperties(type, id, resource, names) }));

  const roles = readRoles(declared, names);
  const functions = readFunctions(declared, names, roles, assembly.bundles);
  const tables = readTables(declared, names);
  const queues = readQueues(declared, names);
  return {
    tables,
    queues,
    buckets: declared('AWS::S3::Bucket').map(({ id }) => names.ref(id)),
    secrets: readSecrets(declared, names),
    keys: readKeys(declared, names),
    configurationSets: declared('AWS::SES::ConfigurationSet').map(({ id }) => names.ref(id)),
    textConfigurationSets: declared('AWS::SMSVOICE::ConfigurationSet').map(({ id }) =>
      names.ref(id),
    ),
    functions,
    ...readSources(declared, names, { functions, tables, queues }),
    api: readApi(declared, (arn, id) => functionOf(functions, arn, id)),
    names: Object.fromEntries(
      resources
        .filter(({ resource }) => isStarted(resource.Type))
        .map(({ id }) => [id, names.ref(id)]),
    ),
    outputs: readOutputs(template, names),
  };
}

function refuseUnknown(id: string, { Type, Condition }: Resource): void {
  if (Object.hasOwn(IGNORED_TYPES, Type)) return;
  if (!isStarted(Type)) {
    throw new LocalError(
      `${id}: the local stack does not know the resource type ${Type}. Teach infra/local to start it, or list it with a reason in infra/local/template/ignored-types.ts.`,
    );
  }
  if (Condition !== undefined) throw new LocalError(`${id}: conditions are not supported locally.`);
}

function parseProperties<T extends StartedType>(
  type: T,
  id: string,
  resource: Resource,
  names: Names,
): Properties<T> {
  const { honoured, ignored } = RESOURCE_PROPERTIES[type];
  const wanted = Object.entries(resource.Properties ?? {}).filter(
    ([key]) => !Object.hasOwn(ignored, key),
  );
  const parsed = honoured.safeParse(resolve(Object.fromEntries(wanted), names, id));
  if (parsed.success) return parsed.data as Properties<T>;
  const [issue] = parsed.error.issues;
  const at = [id, ...(issue?.path ?? [])].join('.');
  throw new LocalError(`${at} (${type}): the local stack cannot honour this: ${issue?.message}.`);
}

function readFunctions(
  declared: Declarations,
  names: Names,
  roles: readonly LocalRole[],
  bundles: Assembly['bundles'],
): LocalFunction[] {
  return declared('AWS::Lambda::Function').map(({ id, properties }) => {
    const folder = bundles[id];
    if (folder === undefined)
      throw new LocalError(`${id}: the synthesised app has no bundle for it.`);
    const role = roles.find(({ arn }) => arn === properties.Role);
    if (!role) throw new LocalError(`${id}: ${properties.Role} is not a role of this stack.`);
    return {
      name: names.ref(id),
      arn: names.attribute(id, 'Arn'),
      role,
      folder,
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      maxConcurrency: properties.ReservedConcurrentExecutions,
      variables: properties.Environment?.Variables ?? {},
    };
  });
}

function readTables(declared: Declarations, names: Names): LocalTable[] {
  return declared('AWS::DynamoDB::Table').map(({ id, properties }) => ({
    id,
    name: names.ref(id),
    properties,
  }));
}

function readQueues(declared: Declarations, names: Names): LocalQueue[] {
  return declared('AWS::SQS::Queue').map(({ id, properties }) => ({
    name: names.attribute(id, 'QueueName'),
    url: names.ref(id),
    arn: names.attribute(id, 'Arn'),
    properties,
  }));
}

function readSecrets(declared: Declarations, names: Names): LocalSecret[] {
  return declared('AWS::SecretsManager::Secret').map(({ id, properties }) => ({
    name: properties.Name ?? id,
    arn: names.ref(id),
    generate: properties.GenerateSecretString,
  }));
}

function readKeys(declared: Declarations, names: Names): LocalKey[] {
  const aliases = declared('AWS::KMS::Alias').map(({ properties }) => properties);
  return declared('AWS::KMS::Key').map(({ id }) => {
    const arn = names.attribute(id, 'Arn');
    const own = aliases.filter(({ TargetKeyId }) => [id, arn].includes(TargetKeyId));
    return { id, arn, aliases: own.map(({ AliasName }) => AliasName) };
  });
}

function readSources(
  declared: Declarations,
  names: Names,
  { functions, tables, queues }: Pick<LocalStack, 'functions' | 'tables' | 'queues'>,
): Pick<LocalStack, 'queueSources' | 'streamSources'> {
  const queueSources: EventSource<LocalQueue>[] = [];
  const streamSources: EventSource<LocalTable>[] = [];
  const streams = tables.filter(({ properties }) => properties.StreamSpecification);
  for (const { id, properties: mapping } of declared('AWS::Lambda::EventSourceMapping')) {
    const fn = functionOf(functions, mapping.FunctionName, id);
    const from = mapping.EventSourceArn;
    const queue = queues.find(({ arn }) => arn === from);
    const table = streams.find((stream) => names.attribute(stream.id, 'StreamArn') === from);
    if (queue) queueSources.push({ fn, mapping, source: queue });
    else if (table) streamSources.push({ fn, mapping, source: table });
    else throw new LocalError(`${id}: its source is neither a queue nor a stream of this stack.`);
  }
  return { queueSources, streamSources };
}

/** `reference` is a name, an ARN, or API Gateway's address of an ARN. */
function functionOf(functions: LocalFunction[], reference: string, id: string): LocalFunction {
  const found = functions.find(
    ({ name, arn }) =>
      reference === name || reference === arn || reference.endsWith(`/${arn}/invocations`),
  );
  if (found) return found;
  throw new LocalError(`${id}: ${reference} is not a function of this stack.`);
}

function readOutputs(template: Template, names: Names): Record<string, string> {
  const outputs = Object.entries(template.Outputs ?? {});
  return Object.fromEntries(
    outputs.map(([key, { Value }]) => [key, String(resolve(Value, names, `Outputs.${key}`))]),
  );
}
