import { LOCAL_ACCOUNT, LOCAL_REGION } from '../aws-local.ts';
import { LocalError } from '../local-error.ts';

/** What `Ref` and `Fn::GetAtt` answer here. Each throws for what the local stack does not have. */
export type Names = {
  ref(logicalId: string): string;
  attribute(logicalId: string, attribute: string): string;
};

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Region': LOCAL_REGION,
  'AWS::AccountId': LOCAL_ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'local',
  'AWS::StackId': `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/local/local`,
};

/**
 * Replaces the intrinsic functions in `value`. `at` names the place for errors.
 * Throws a LocalError for an intrinsic that is not one of Ref, GetAtt, Join, Sub, Select and Split.
 */
export function resolve(value: unknown, names: Names, at: string): unknown {
  if (Array.isArray(value)) {
    return value
      .map((item, i) => resolve(item, names, `${at}[${i}]`))
      .filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && isIntrinsic(only[0])) {
    return applyIntrinsic(only[0], only[1], names, at);
  }
  return Object.fromEntries(
    entries
      .map(([key, inner]) => [key, resolve(inner, names, `${at}.${key}`)] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}

function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

function applyIntrinsic(key: string, argument: unknown, names: Names, at: string): unknown {
  switch (key) {
    case 'Ref':
      return argument === 'AWS::NoValue' ? undefined : ref(asString(argument, at), names);
    case 'Fn::GetAtt':
      return getAttribute(argument, names, at);
    case 'Fn::Sub':
      return substitute(argument, names, at);
    case 'Fn::Join': {
      const [delimiter, parts] = asPair(argument, at);
      return asStrings(resolve(parts, names, at), at).join(asString(delimiter, at));
    }
    case 'Fn::Select': {
      const [index, list] = asPair(argument, at);
      return asStrings(resolve(list, names, at), at)[Number(index)];
    }
    case 'Fn::Split': {
      const [delimiter, text] = asPair(argument, at);
      return asString(resolve(text, names, at), at).split(asString(delimiter, at));
    }
    default:
      throw new LocalError(`${at}: the local stack does not know the intrinsic function ${key}.`);
  }
}

function ref(name: string, names: Names): string {
  return PSEUDO_PARAMETERS[name] ?? names.ref(name);
}

function getAttribute(argument: unknown, names: Names, at: string): string {
  const parts =
    typeof argument === 'string' ? splitAtFirst(argument, '.') : asStrings(argument, at);
  const [logicalId, attribute] = parts;
  if (logicalId === undefined || attribute === undefined) throw malformed('Fn::GetAtt', at);
  return names.attribute(logicalId, attribute);
}

function substitute(argument: unknown, names: Names, at: string): string {
  const [text, given] = Array.isArray(argument) ? asPair(argument, at) : [argument, {}];
  const variables = new Map(Object.entries(resolve(given, names, at) ?? {}));
  return asString(text, at).replaceAll(/\$\{([^}]{1,256})\}/g, (_whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (variables.has(name)) return String(variables.get(name));
    return name.includes('.') && !(name in PSEUDO_PARAMETERS)
      ? getAttribute(name, names, at)
      : ref(name, names);
  });
}

function splitAtFirst(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function asPair(value: unknown, at: string): [unknown, unknown] {
  if (Array.isArray(value) && value.length === 2) return [value[0], value[1]];
  throw malformed('a list of two', at);
}

function asStrings(value: unknown, at: string): string[] {
  if (!Array.isArray(value)) throw malformed('a list', at);
  return value.map((item) => asString(item, at));
}

function asString(value: unknown, at: string): string {
  if (typeof value === 'string') return value;
  throw malformed('a text', at);
}

function malformed(wanted: string, at: string): LocalError {
  return new LocalError(`${at}: expected ${wanted} in an intrinsic function.`);
}
