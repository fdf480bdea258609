// Contract files: OpenAPI documents whose schemas check what our programs send.
import fs from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const MAXIMUM_PROBLEMS = 20;

const escapePointer = (part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

function describe(error) {
  const place = error.instancePath.split('/').slice(1);
  if (error.keyword === 'required') place.push(error.params.missingProperty);
  return { field: place.join('.') || null, rule: error.keyword, message: error.message };
}

function loadContract(folder, file) {
  const document = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ ...document, $id: file });
  return {
    // A function from a parsed JSON body to its problems: [] or [{field, rule, message}].
    bodyCheck(method, template) {
      const place = ['paths', template, method, 'requestBody', 'content', 'application/json', 'schema'];
      const validate = ajv.compile({ $ref: `${file}#/${place.map(escapePointer).join('/')}` });
      return (value) => (validate(value) ? [] : validate.errors.slice(0, MAXIMUM_PROBLEMS).map(describe));
    },
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
