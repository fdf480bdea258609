// Control routes that take JSON: the handler sees {parameters, query, body} only when the body fits the schema.
import { json } from './answer.mjs';
import { bodyCheckBy } from './contract.mjs';

function parse(body) {
  try {
    return { value: body.length === 0 ? {} : JSON.parse(body.toString('utf8')) };
  } catch (error) {
    return { problem: error.message };
  }
}

export const object = (properties, required = []) => ({ type: 'object', properties, required, additionalProperties: false });

export function withBody(schema, handle) {
  const problemsOf = bodyCheckBy(schema);
  return (call) => {
    const { value, problem } = parse(call.body);
    if (problem) return json(400, { error: problem });
    const [broken] = problemsOf(value);
    return broken ? json(400, { error: `${broken.field ?? 'the body'}: ${broken.message}` }) : handle({ ...call, body: value });
  };
}
