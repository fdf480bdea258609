// What SendGrid's documentation asks of a mail, beyond what a schema can say; and enough of what a schema
// does say that the endpoint is useful without the contract. Rows: where, what to answer, when it is right.
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isText = (value) => typeof value === 'string' && value.length > 0;
const isAddress = (value) => typeof value === 'string' && value.length <= 320 && /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(value);
const isPerson = (value) => isObject(value) && isAddress(value.email) && (value.name === undefined || typeof value.name === 'string');
const isPeople = (value, least) => Array.isArray(value) && value.length >= least && value.every(isPerson);
const isTextTable = (value) => isObject(value) && Object.values(value).every((each) => typeof each === 'string');
const optional = (value, holds) => value === undefined || holds(value);

const PERSON = 'Does not contain a valid address.';

const MAIL_CHECKS = [
  { field: 'personalizations', message: 'The personalizations field is required and must have 1 to 1000 entries.',
    holds: (mail) => Array.isArray(mail.personalizations) && mail.personalizations.length >= 1 && mail.personalizations.length <= 1000 },
  { field: 'from.email', message: 'The from object must be provided for every email send. It requires a valid email.', holds: (mail) => isPerson(mail.from) },
  { field: 'subject', message: 'The subject is required.', holds: (mail) => isText(mail.subject) },
  { field: 'content', message: 'The content is required and must have at least one entry.', holds: (mail) => Array.isArray(mail.content) && mail.content.length > 0 },
  { field: 'reply_to', message: PERSON, holds: (mail) => optional(mail.reply_to, isPerson) },
  { field: 'headers', message: 'The headers must be an object of text.', holds: (mail) => optional(mail.headers, isTextTable) },
  { field: 'custom_args', message: 'The custom_args must be an object of text.', holds: (mail) => optional(mail.custom_args, isTextTable) },
  { field: 'categories', message: 'At most 10 categories of at most 255 characters.',
    holds: (mail) => optional(mail.categories, (list) => Array.isArray(list) && list.length <= 10 && list.every((each) => isText(each) && each.length <= 255)) },
];

const PERSONALIZATION_CHECKS = [
  { field: 'to', message: `The to array is required. ${PERSON}`, holds: (entry) => isPeople(entry.to, 1) },
  { field: 'cc', message: PERSON, holds: (entry) => optional(entry.cc, (list) => isPeople(list, 0)) },
  { field: 'bcc', message: PERSON, holds: (entry) => optional(entry.bcc, (list) => isPeople(list, 0)) },
  { field: 'from', message: PERSON, holds: (entry) => optional(entry.from, isPerson) },
  { field: 'subject', message: 'The subject must not be empty.', holds: (entry) => optional(entry.subject, isText) },
  { field: 'headers', message: 'The headers must be an object of text.', holds: (entry) => optional(entry.headers, isTextTable) },
];

const CONTENT_CHECKS = [
  { field: 'type', message: 'The content type must be a string at least one character in length.', holds: (part) => isText(part.type) },
  { field: 'value', message: 'The content value must be a string at least one character in length.', holds: (part) => isText(part.value) },
];

const recipientsOf = (entry) => ['to', 'cc', 'bcc'].flatMap((kind) => entry[kind] ?? []).map((person) => person.email.toLowerCase());

function contentInOrder(mail) {
  const types = mail.content.map((part) => part.type);
  const order = ['text/plain', 'text/html'].filter((type) => types.includes(type));
  return order.every((type, place) => types[place] === type);
}

// Asked only when every part is well formed.
const WHOLE_CHECKS = [
  { field: 'personalizations', message: 'Each email address in a personalization must be unique between to, cc and bcc.',
    holds: (mail) => mail.personalizations.map(recipientsOf).every((list) => new Set(list).size === list.length) },
  { field: 'personalizations', message: 'There may be at most 1000 recipients.', holds: (mail) => mail.personalizations.flatMap(recipientsOf).length <= 1000 },
  { field: 'content', message: 'If present, text/plain must be first, followed by text/html.', holds: contentInOrder },
];

const failing = (checks, value, prefix = '') => checks
  .filter((check) => !check.holds(value))
  .map((check) => ({ field: `${prefix}${check.field}`, rule: 'plain', message: check.message }));

function failingEach(checks, list, name) {
  return list.flatMap((value, place) => (isObject(value)
    ? failing(checks, value, `${name}.${place}.`)
    : [{ field: `${name}.${place}`, rule: 'plain', message: 'must be an object' }]));
}

export function plainProblems(mail) {
  if (!isObject(mail)) return [{ field: null, rule: 'plain', message: 'The body must be a JSON object.' }];
  const outer = failing(MAIL_CHECKS, mail);
  if (outer.length > 0) return outer;
  const inner = [
    ...failingEach(PERSONALIZATION_CHECKS, mail.personalizations, 'personalizations'),
    ...failingEach(CONTENT_CHECKS, mail.content, 'content'),
  ];
  return inner.length > 0 ? inner : failing(WHOLE_CHECKS, mail);
}
