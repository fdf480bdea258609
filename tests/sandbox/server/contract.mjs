// Contract files: OpenAPI and OpenRPC documents whose schemas check what our programs send.
import fs from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { typedForm } from './form.mjs';

const MAXIMUM_PROBLEMS = 20;

const escapePointer = (part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'));

function describe(error) {
  const place = error.instancePath.split('/').slice(1);
  if (error.keyword === 'required') place.push(error.params.missingProperty);
  if (error.keyword === 'additionalProperties') place.push(error.params.additionalProperty);
  return { field: place.join('.') || null, rule: error.keyword, message: error.message };
}

const pointerOf = (place) => `#/${place.map(escapePointer).join('/')}`;
const follow = (document, place) => place.reduce((node, part) => node?.[part], document);

// Query parameters as the schema of one object. What is in a header is left to the service.
function querySchema(document, operation) {
  const parameters = (follow(document, operation)?.parameters ?? []).filter((parameter) => parameter.in === 'query');
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
    required: parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
    additionalProperties: false,
  };
}

function createChecker() {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv;
}

const OWN_SCHEMAS = createChecker();

// A function from a parsed JSON body to its problems: [] or [{field, rule, message}]. The schema is compiled when it is first
// needed, for a program that starts fast.
export function bodyCheckBy(schema, checker = OWN_SCHEMAS) {
  let validate = null;
  return (value) => {
    validate ??= checker.compile(schema);
    return validate(value) ? [] : validate.errors.slice(0, MAXIMUM_PROBLEMS).map(describe);
  };
}

// A function from a nested form (form.mjs) to {value, problems}: what it says in the types of the schema, and what is wrong.
export function formCheckBy(schema, checker = OWN_SCHEMAS) {
  const problemsOf = bodyCheckBy(schema, checker);
  return (form) => {
    const value = typedForm(schema, form);
    return { value, problems: problemsOf(value) };
  };
}

// For each method of an OpenRPC document a function from the positional parameters to their problems.
function paramsChecks(document, file, checker) {
  return new Map((document.methods ?? []).map(({ name, params }, method) => {
    const checks = params.map((parameter, place) => ({
      ...parameter, problemsOf: bodyCheckBy({ $ref: file + pointerOf(['methods', method, 'params', place, 'schema']) }, checker),
    }));
    return [name, (values) => paramsProblems(checks, values)];
  }));
}

function paramsProblems(checks, values) {
  if (values.length > checks.length) return [{ field: null, rule: 'params', message: `takes at most ${checks.length} parameters` }];
  return checks.flatMap(({ name, required, problemsOf }, place) => {
    if (place < values.length) return problemsOf(values[place]).map((problem) => ({ ...problem, field: [name, problem.field].filter(Boolean).join('.') }));
    return required ? [{ field: name, rule: 'required', message: 'is missing' }] : [];
  });
}

function loadContract(folder, file) {
  const document = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  const checker = createChecker();
  checker.addSchema({ ...document, $id: file });
  const bodyPlace = (method, template, type) => ['paths', template, method, 'requestBody', 'content', type, 'schema'];
  const params_checks = paramsChecks(document, file, checker);
  return {
    // Undefined when the document does not know the method.
    paramsCheck: (method) => params_checks.get(method),
    bodyCheck: (method, template) => bodyCheckBy({ $ref: file + pointerOf(bodyPlace(method, template, 'application/json')) }, checker),
    // Without a body in the contract only an empty form will do.
    formCheck: (method, template) => formCheckBy(
      follow(document, bodyPlace(method, template, 'application/x-www-form-urlencoded')) ?? { type: 'object', maxProperties: 0 }, checker,
    ),
    queryCheck: (method, template) => formCheckBy(querySchema(document, ['paths', template, method]), checker),
  };
}

// find() gives a contract or null, so that a service can go on with plain checks alone.
export function createContracts(folder) {
  const loaded = new Map();
  const exists = (file) => folder !== null && fs.existsSync(path.join(folder, file));
  return {
    find(file) {
      if (!loaded.has(file)) loaded.set(file, exists(file) ? loadContract(folder, file) : null);
      return loaded.get(file);
    },
  };
}
