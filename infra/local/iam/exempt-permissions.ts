/** Permissions that no test on the local stack needs, each with the reason to keep it. A stale entry fails `npm run check`. */
export const EXEMPT_PERMISSIONS: Readonly<Record<string, string>> = {
  'Route: s3:PutObject on arn:aws:s3:::routefailures/*':
    'for a batch that is given up after ten retries, minutes later; stream-source.test.ts shows it on a small stack',
  'Route: s3:ListBucket on arn:aws:s3:::routefailures':
    'Lambda asks for it, beside s3:PutObject, of a bucket that takes failed batches; it lists nothing itself',
  'Unsubscribe: kms:GenerateDataKey on arn:aws:kms:eu-west-2:000000000000:key/EvidenceKey if kms:EncryptionContext:environment StringEquals local if kms:EncryptionContext:use StringEquals evidence':
    'made by whoever seals first in the life of a deployment, which is the form in every walk; keys-table.ts is the same for all',
  'RecordConsents: kms:GenerateDataKey on arn:aws:kms:eu-west-2:000000000000:key/EvidenceKey if kms:EncryptionContext:environment StringEquals local if kms:EncryptionContext:use StringEquals evidence':
    'made by whoever seals first in the life of a deployment, which is the form in every walk; keys-table.ts is the same for all',
  'ImportConsents: kms:GenerateDataKey on arn:aws:kms:eu-west-2:000000000000:key/EvidenceKey if kms:EncryptionContext:environment StringEquals local if kms:EncryptionContext:use StringEquals evidence':
    'made by whoever seals first in the life of a deployment, which is the form in every walk; keys-table.ts is the same for all',
  'Unsubscribe: dynamodb:PutItem on arn:aws:dynamodb:eu-west-2:000000000000:table/KeysTable if dynamodb:EnclosingOperation ForAnyValue:StringEquals TransactWriteItems':
    'for somebody who leaves by a link and of whom nothing else is known; evidence-contract.test.ts shows it',
  'Unsubscribe: sqs:SendMessage on arn:aws:sqs:eu-west-2:000000000000:WithdrawalSpool':
    'only while the store is down, and the local engine cannot be taken away; store-down.test.ts shows it',
  'Preferences: sqs:SendMessage on arn:aws:sqs:eu-west-2:000000000000:WithdrawalSpool':
    'only while the store is down, and the local engine cannot be taken away; preferences-store-down.test.ts shows it',
  'RecordFormConsent: sqs:SendMessage on arn:aws:sqs:eu-west-2:000000000000:WithdrawalSpool':
    'only while the store is down, and the local engine cannot be taken away; store-down.test.ts shows it',
  'RecordConsents: sqs:SendMessage on arn:aws:sqs:eu-west-2:000000000000:WithdrawalSpool':
    'only while the store is down, and the local engine cannot be taken away; store-down.test.ts shows it',
  'ImportConsents: sqs:SendMessage on arn:aws:sqs:eu-west-2:000000000000:WithdrawalSpool':
    'only while the store is down, and the local engine cannot be taken away; store-down.test.ts shows it',
  'RecordFormConsent: dynamodb:UpdateItem on arn:aws:dynamodb:eu-west-2:000000000000:table/GateTable if dynamodb:Attributes ForAllValues:StringEquals contactId, permits, holds, heard if dynamodb:ReturnValues StringEqualsIfExists NONE':
    'for a stop that changes nothing, a drain that waited in vain, or a store that is down; the ledger’s tests show these, and rare-paths.test.ts the same grant in use',
  'RecordConsents: dynamodb:UpdateItem on arn:aws:dynamodb:eu-west-2:000000000000:table/GateTable if dynamodb:Attributes ForAllValues:StringEquals contactId, permits, holds, heard if dynamodb:ReturnValues StringEqualsIfExists NONE':
    'for a stop that changes nothing, a drain that waited in vain, or a store that is down; the ledger’s tests show these, and rare-paths.test.ts the same grant in use',
  'ImportConsents: dynamodb:UpdateItem on arn:aws:dynamodb:eu-west-2:000000000000:table/GateTable if dynamodb:Attributes ForAllValues:StringEquals contactId, permits, holds, heard if dynamodb:ReturnValues StringEqualsIfExists NONE':
    'for a stop that changes nothing, a drain that waited in vain, or a store that is down; the ledger’s tests show these, and rare-paths.test.ts the same grant in use',
  'ClaimPermit: dynamodb:Query on arn:aws:dynamodb:eu-west-2:000000000000:table/LedgerTable':
    'before the first permit for post, which the local environment writes to nobody by; permits.test.ts shows it',
  'ClaimPermit: dynamodb:UpdateItem on arn:aws:dynamodb:eu-west-2:000000000000:table/SendsTable if dynamodb:LeadingKeys ForAllValues:StringLike *#outside#*':
    'gives a claim back whose answer got lost; outside-permit.test.ts shows it',
};
